import { describe, expect, it } from 'vitest';
import { ATTEMPT, aFakeHost, begin, driveToEnd, type FakeHost, write } from '../../test/fake-host.ts';
import { aHostPlan, at, EVENING } from '../../test/plans.ts';
import { asAttemptId, asDigest, asHostId, asRolloutId } from '../ids/index.ts';
import { type ReasonCode, reason } from '../reasons/index.ts';
import { observeAttempt } from '../rollout/index.ts';
import { attemptEnd, factForRefusal, openAttempt, summariseAttempt } from './index.ts';
import type { StartGrant } from './types.ts';

const HOST = asHostId('host-1');
const digest = asDigest(`sha256:${'a'.repeat(64)}`);
const grantOf = (given: Partial<StartGrant> = {}): StartGrant => ({
  schema: 'slipway.start-grant/1',
  hostId: HOST,
  rolloutId: asRolloutId('rollout-1'),
  attemptId: asAttemptId('rollout-1-host-1-2'),
  planDigest: digest,
  hostPlanDigest: digest,
  generation: 1,
  occurrenceId: 'tonight',
  issuedAt: EVENING,
  latestStartAt: at(600),
  ...given,
});
const MISMATCH = reason('grant-mismatch', { what: 'plan', expected: 'a', found: 'b' });

const adopted = (): FakeHost => {
  const host = aFakeHost();
  write(host, { kind: 'adopted', order: 1, generation: 0, taken: [] });
  return host;
};
const refusalOn = (host: FakeHost, given: Partial<StartGrant> = {}, why = MISMATCH) =>
  factForRefusal({ hostId: HOST, grant: grantOf(given), ledger: host.ledger, reason: why });

describe('a grant that is turned away', () => {
  it('is used up by one line, which the controller reads as an attempt that ended without beginning', () => {
    const host = adopted();
    begin(host);
    driveToEnd({ host, hostPlan: aHostPlan() });
    const fact = refusalOn(host);
    if (fact === null) throw new Error('nothing was written');
    write(host, fact);
    const { attemptId } = grantOf();
    expect(openAttempt(host.ledger)).toBeNull();
    expect(attemptEnd(host.ledger, attemptId)).toMatchObject({ outcome: 'not-begun', reason: MISMATCH });
    expect(observeAttempt(host.ledger)).toMatchObject({ attemptId, step: null, ended: { outcome: 'not-begun' } });
    // The one before it is what it was, and this one is no attempt that did anything.
    expect(attemptEnd(host.ledger, ATTEMPT)?.outcome).toBe('done');
    expect(summariseAttempt(host.ledger, attemptId)).toBeNull();
    expect(refusalOn(host)).toBeNull();
  });

  it('gives way to the next attempt', () => {
    const host = adopted();
    const fact = refusalOn(host);
    if (fact !== null) write(host, fact);
    begin(host, asAttemptId('rollout-1-host-1-3'));
    expect(observeAttempt(host.ledger)).toMatchObject({ attemptId: 'rollout-1-host-1-3', ended: null });
  });

  it('of another host, by a host that is only observed, or with an attempt open or known leaves the ledger alone', () => {
    expect(refusalOn(adopted(), { hostId: asHostId('host-2') })).toBeNull();
    expect(refusalOn(aFakeHost())).toBeNull();
    const open = adopted();
    begin(open);
    expect(refusalOn(open)).toBeNull();
    expect(refusalOn(open, { attemptId: ATTEMPT })).toBeNull();
  });

  it.each<[ReasonCode, boolean]>([
    ['clock-skewed', false],
    ['grant-too-late', true],
    ['host-stopped', true],
  ])('for %s: %s', (code, usesUp) => {
    expect(refusalOn(adopted(), {}, { code, facts: {} }) !== null).toBe(usesUp);
  });
});
