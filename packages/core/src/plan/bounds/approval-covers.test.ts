import { demoProd, digestOfText, sha256 } from '@slipway/testkit/builders';
import { planningInputs } from '@slipway/testkit/generators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asHostId } from '../../ids/index.ts';
import type { ApprovalRule } from '../../policy/index.ts';
import { explain } from '../../reasons/index.ts';
import { addSeconds, asInstant } from '../../time/index.ts';
import { type Approval, type Bounds, makePlan, type PlanHeader } from '../index.ts';
import { approvalCovers } from './approval-covers.ts';
import { boundsDigest } from './within-bounds.ts';

const now = asInstant('2026-11-21T09:00:00.000Z');

function demoHeader(): PlanHeader {
  const { plan } = makePlan(demoProd(), sha256);
  if (plan === null) throw new Error('the demo plans hosts');
  return plan.header;
}

const header = demoHeader();
const approval: Approval = {
  planDigest: digestOfText('plan'),
  bounds: header.bounds,
  approvedBy: 'ada',
  rule: 'self',
  team: null,
  approvedAt: now,
  expiresAt: header.bounds.expiresAt,
};

/** The header's bounds against narrower or other approved ones. */
const answer = (found: Partial<Bounds>, approved: Partial<Bounds> = {}): string => {
  const covers = approvalCovers(
    { ...approval, bounds: { ...header.bounds, ...approved } },
    { ...header, bounds: { ...header.bounds, ...found } },
    now,
  );
  return covers.ok ? 'covered' : explain(covers.reason);
};

const [limit] = header.bounds.clusterLimits;
if (limit === undefined) throw new Error('the demo has clusters');
const { changes } = header.bounds;

describe('an approval', () => {
  it('covers the very bounds that it was given for, and every narrower ones', () => {
    expect(answer({})).toBe('covered');
    expect(answer({ hosts: header.bounds.hosts.slice(1) })).toBe('covered');
    expect(answer({ occurrences: header.bounds.occurrences.slice(1) })).toBe('covered');
    expect(answer({ awayMax: 1 })).toBe('covered');
    expect(answer({ changes: { ...changes, newDependencies: 'refused' } })).toBe('covered');
    expect(answer({ expiresAt: addSeconds(header.bounds.expiresAt, -60) })).toBe('covered');
    expect(answer({ clusterLimits: header.bounds.clusterLimits.map((one) => ({ ...one, awayMax: 0 })) })).toBe(
      'covered',
    );
  });

  it.each<[string, Partial<Bounds>, string]>([
    ['another patch set', { patchSetDigest: digestOfText('other') }, 'the patch set is another one'],
    ['a further host', { hosts: [...header.bounds.hosts, asHostId('db1')] }, 'host db1 was not approved'],
    ['more hosts away at once', { awayMax: 3 }, '3 hosts may be away at once, 2 were approved'],
    ['downgrades', { changes: { ...changes, downgrades: 'allowed' } }, 'downgrades were not approved'],
    ['a removal', { changes: { ...changes, removals: ['sudo'] } }, 'the removal of sudo was not approved'],
    ['a later expiry', { expiresAt: addSeconds(header.bounds.expiresAt, 1) }, 'it would run longer than approved'],
    [
      'another end of an occurrence',
      {
        occurrences: header.bounds.occurrences.map((one) => ({ ...one, endsAt: addSeconds(one.endsAt, 60) })),
      },
      'occurrence any-time-1-2026-11-21 was not approved',
    ],
    [
      'a later cut-off of an occurrence',
      {
        occurrences: header.bounds.occurrences.map((one) => ({ ...one, cutOffAt: addSeconds(one.cutOffAt, 60) })),
      },
      'occurrence any-time-1-2026-11-21 was not approved',
    ],
    ['a cluster without its limit', { clusterLimits: [] }, 'the limit of cluster app is gone'],
    ['a looser limit of a cluster', { clusterLimits: [{ ...limit, awayMax: 2 }] }, 'cluster app may have 2 hosts away'],
    [
      'a member that no longer counts',
      { clusterLimits: [{ ...limit, members: limit.members.slice(1) }] },
      'host app1 no longer counts in cluster app',
    ],
  ])('does not cover %s', (_what, found, detail) => {
    expect(answer(found)).toBe(`The approval does not hold: ${detail}.`);
  });

  describe('of hosts by their labels', () => {
    const { labels = [] } = header.bounds;
    const [app1] = header.bounds.hosts;
    const relabelled = (hostId: string | undefined, label: string, value: string | null) =>
      labels.flatMap((one) => {
        const hosts = one.hosts.filter((host) => host === hostId);
        const rest = one.hosts.filter((host) => host !== hostId);
        return [
          { ...one, hosts: rest },
          { labels: { ...one.labels, [label]: value }, hosts },
        ];
      });
    const absent = { labels: { environment: 'prod', group: '1', role: 'db' }, hosts: [asHostId('absent')] };

    it('holds all that policy asks for, of every planned host', () => {
      expect(labels.flatMap(({ hosts }) => hosts).toSorted()).toEqual(header.bounds.hosts);
      expect(labels.map((one) => Object.keys(one.labels).sort())).toEqual(
        labels.map(() => ['environment', 'group', 'role']),
      );
    });

    it('does not cover a host whose group or hooks moved with a label', () => {
      const detail = (label: string) =>
        `The approval does not hold: label ${label} of host app1 is another one than approved.`;
      expect(answer({ labels: relabelled(app1, 'group', '2') })).toBe(detail('group'));
      expect(answer({ labels: relabelled(app1, 'role', 'none') })).toBe(detail('role'));
      expect(answer({ labels: relabelled(app1, 'role', null) })).toBe(detail('role'));
      expect(answer({ labels: relabelled(app1, 'another', 'one') })).toBe(detail('another'));
    });

    it('does not cover a host that excluded others and no longer does, planned or not', () => {
      const moved = { ...absent, labels: { ...absent.labels, group: '2' } };
      expect(answer({ labels: [...labels, moved] }, { labels: [...labels, absent] })).toMatch(
        /label group of host absent/,
      );
      expect(answer({}, { labels: [...labels, absent] })).toMatch(/host absent no longer counts in its group/);
    });

    it('covers one more host that excludes others, and another label of a host that is not planned', () => {
      expect(answer({ labels: [...labels, absent] })).toBe('covered');
      const other = { ...absent, labels: { ...absent.labels, role: 'app' } };
      expect(answer({ labels: [...labels, other] }, { labels: [...labels, absent] })).toBe('covered');
    });

    it('covers a plan without them only where it was given to one', () => {
      const without = (bounds: Bounds): Bounds => {
        const { labels: _, ...rest } = bounds;
        return rest;
      };
      const old = { ...header, bounds: without(header.bounds) };
      const givenTo = (bounds: Bounds, of: PlanHeader) => approvalCovers({ ...approval, bounds }, of, now).ok;
      expect(givenTo(old.bounds, old)).toBe(true);
      expect(givenTo(old.bounds, header)).toBe(false);
      expect(givenTo(header.bounds, old)).toBe(false);
    });
  });

  it('does not cover new dependencies where they were refused', () => {
    expect(answer({}, { changes: { ...changes, newDependencies: 'refused' } })).toMatch(/new dependencies/);
  });

  it('lets a member of a cluster go that is not in the plan', () => {
    const approved = [{ ...limit, members: [...limit.members, asHostId('retired')] }];
    expect(answer({ clusterLimits: [limit] }, { clusterLimits: approved })).toBe('covered');
  });

  it('holds until it expires, and not at that instant', () => {
    const until = (expiresAt: Approval['expiresAt']) => approvalCovers({ ...approval, expiresAt }, header, now);
    expect(until(addSeconds(now, 1)).ok).toBe(true);
    expect(until(now)).toEqual({ ok: false, reason: { code: 'bounds-expired', facts: { expired: now } } });
    const over = { ...header, bounds: { ...header.bounds, expiresAt: now } };
    expect(approvalCovers(approval, over, now).ok).toBe(false);
  });

  it('counts for a rule that asks as much or less', () => {
    const given = (by: Partial<Approval>, asked: PlanHeader['approval']): boolean =>
      approvalCovers({ ...approval, ...by }, { ...header, approval: asked }, now).ok;
    const team = { rule: 'team', team: 'operations', count: 1 } as const;
    expect(given({ rule: 'team', team: 'operations' }, team)).toBe(true);
    expect(given({ rule: 'team', team: 'operations' }, { rule: 'self' })).toBe(true);
    expect(given({ rule: 'self' }, { rule: 'automatic' })).toBe(true);
    expect(given({ rule: 'team', team: 'security' }, team)).toBe(false);
    expect(given({ rule: 'self' }, team)).toBe(false);
    expect(given({ rule: 'automatic' }, { rule: 'self' })).toBe(false);
  });

  it('covers a removal only where it names it, whatever stands in its bounds', () => {
    const removing = { ...header, bounds: { ...header.bounds, changes: { ...changes, removals: ['oldlib', 'sudo'] } } };
    const given = { ...approval, bounds: removing.bounds };
    const named = approvalCovers({ ...given, removals: ['sudo', 'oldlib'] }, removing, now);
    expect(named.ok).toBe(true);
    for (const [removals, missing] of [
      [[], 'oldlib, sudo'],
      [['sudo'], 'oldlib'],
    ] as const) {
      const covers = approvalCovers({ ...given, removals }, removing, now);
      expect(covers.ok ? '' : explain(covers.reason)).toContain(`it does not name what is removed: ${missing}.`);
    }
    expect(approvalCovers(given, removing, now).ok).toBe(false);
  });

  it('of any plan covers that plan, and the plan of fewer hosts', () => {
    fc.assert(
      fc.property(planningInputs, (input) => {
        const { plan } = makePlan(input, sha256);
        if (plan === null) return;
        const given: Approval = {
          ...approval,
          bounds: plan.header.bounds,
          rule: plan.header.approval.rule,
          team: plan.header.approval.rule === 'team' ? plan.header.approval.team : null,
          removals: plan.header.bounds.changes.removals,
          expiresAt: plan.header.bounds.expiresAt,
        };
        expect(approvalCovers(given, plan.header, input.now)).toEqual({ ok: true, value: undefined });
        const [gone] = plan.header.bounds.hosts;
        const overrides = [
          ...input.overrides,
          { kind: 'leave-out' as const, hostId: gone ?? asHostId(''), why: 'ill' },
        ];
        const smaller = makePlan({ ...input, overrides }, sha256).plan;
        fc.pre(smaller !== null);
        // Where the host that was left out was the one whose agent reads no labels, nobody has approved any.
        fc.pre((smaller.header.bounds.labels === undefined) === (given.bounds.labels === undefined));
        expect(approvalCovers(given, smaller.header, input.now).ok).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the digest of bounds', () => {
  it('is another one for other bounds', () => {
    expect(boundsDigest(header.bounds, sha256)).toBe(boundsDigest(structuredClone(header.bounds), sha256));
    expect(boundsDigest({ ...header.bounds, awayMax: 1 }, sha256)).not.toBe(boundsDigest(header.bounds, sha256));
  });
});

describe("an outside system's word", () => {
  const rule: ApprovalRule = { rule: 'change-request', teams: ['operations'], count: 1, outside: 'service-desk' };
  const { outside: _, ...inside } = rule;

  it.each<[string, ApprovalRule, string, boolean]>([
    ['of the system that the rule names', rule, 'service-desk', true],
    ['of another system', rule, 'elsewhere', false],
    ['where the rule names none', inside, 'service-desk', false],
    ['where people alone are asked', { rule: 'teams', teams: ['operations'], count: 1 }, 'service-desk', false],
    ['where anybody is asked', { rule: 'self' }, 'service-desk', false],
  ])('%s', (_what, asked, outside, covers) => {
    const word: Approval = { ...approval, rule: 'change-request', outside };
    expect(approvalCovers(word, { ...header, approval: asked }, now).ok).toBe(covers);
  });
});
