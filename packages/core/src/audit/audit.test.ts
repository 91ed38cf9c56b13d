import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sha256 } from '../document/index.ts';
import { asDigest } from '../ids/index.ts';
import { asInstant } from '../time/index.ts';
import { AUDIT_START, followingAuditEvent, verifyAuditChain } from './chain.ts';
import type { AuditEvent, AuditFact } from './types.ts';

const sha256: Sha256 = (bytes) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
const at = asInstant('2026-11-21T08:00:00.000Z');

const chainOf = (facts: readonly AuditFact[]): readonly AuditEvent[] => {
  const events: AuditEvent[] = [];
  for (const fact of facts) events.push(followingAuditEvent(events.at(-1) ?? AUDIT_START, fact, sha256));
  return events;
};

const aFact = fc.record<AuditFact>({
  at: fc.constant(at),
  who: fc.string(),
  action: fc.string(),
  object: fc.string(),
  facts: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.maxSafeInteger())),
});

describe('the audit chain', () => {
  const events = chainOf(
    ['one', 'two', 'three', 'four'].map((who) => ({
      at,
      who,
      action: 'plan-approved',
      object: 'plan',
      facts: { hosts: 2 },
    })),
  );

  it('holds as it was made, from its start or from any head that is known', () => {
    fc.assert(
      fc.property(fc.array(aFact, { maxLength: 8 }), fc.nat(8), (facts, from) => {
        const made = chainOf(facts);
        const last = made.at(-1) ?? AUDIT_START;
        const head = made[Math.min(from, made.length) - 1] ?? AUDIT_START;
        const rest = made.slice(head.sequence);
        expect(verifyAuditChain(made, sha256)).toEqual({
          ok: true,
          value: { sequence: last.sequence, digest: last.digest },
        });
        expect(verifyAuditChain(rest, sha256, head).ok).toBe(true);
      }),
    );
  });

  it.each<readonly [string, number, readonly AuditEvent[]]>([
    ['an event that is missing', 2, events.toSpliced(1, 1)],
    ['two that changed places', 2, [events[0]!, events[2]!, events[1]!, events[3]!]],
    ['another person', 3, events.with(2, { ...events[2]!, who: 'nobody' })],
    ['another fact', 1, events.with(0, { ...events[0]!, facts: { hosts: 3 } })],
    ['another instant', 4, events.with(3, { ...events[3]!, at: asInstant('2026-11-21T08:00:00.001Z') })],
    ['another digest', 2, events.with(1, { ...events[1]!, digest: events[0]!.digest })],
    ['a chain that begins later', 1, events.slice(1)],
    [
      'an event rewritten with a digest of its own',
      3,
      events.with(1, followingAuditEvent(events[0]!, events[3]!, sha256)),
    ],
  ])('shows %s', (_, sequence, changed) => {
    expect(verifyAuditChain(changed, sha256)).toMatchObject({
      ok: false,
      reason: { code: 'audit-broken', facts: { sequence } },
    });
  });
});
