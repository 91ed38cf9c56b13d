import { digestOfText } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { aHostPlan, at, EVENING } from '../../test/plans.ts';
import { aRollout, asked, IN_WAVES, PLANS, phases, why } from '../../test/told-rollout.ts';
import { CLOCK_SKEW_SECONDS_MAX } from '../execution/index.ts';
import { asHostId } from '../ids/index.ts';
import { reason } from '../reasons/index.ts';
import { GRANT_SETTLE_SECONDS, RETRY_AFTER_SECONDS } from './limits.ts';
import type { AwayHost, RolloutObservation } from './types.ts';

describe('a host starts only when it is ready', () => {
  it.each<readonly [string, string, Partial<RolloutObservation>]>([
    ['it never reported', 'host-never-reported', { lastSeenAt: null }],
    ['it was silent for longer than a grant lives', 'host-unreachable', { lastSeenAt: at(-601) }],
    ['its stop file stands', 'host-stopped', { stopped: true }],
    ['it has not verified its plan', 'waiting-for-host', { readyForDigest: null }],
    ['it is ready for another plan', 'waiting-for-host', { readyForDigest: digestOfText('other') }],
    ['its clock is off', 'clock-skewed', { refusal: reason('clock-skewed', { seconds: 300, limit: 120 }) }],
  ])('%s', (_, code, said) => {
    const { look, hear } = aRollout();
    hear('b', said);
    const decision = look(EVENING);
    // The others start all the same: one host never holds up another.
    expect(phases(decision)).toBe('a:granted b:waiting c:granted');
    expect(why(decision, 'b')).toBe(code);
  });

  it.each(['drifted', 'superseded', 'generation-old', 'host-observed'] as const)(
    'leaves when the host says %s',
    (code) => {
      const { look, hear } = aRollout();
      hear('b', { refusal: { code, facts: {} } });
      expect(phases(look(EVENING))).toBe('a:granted b:excused c:granted');
    },
  );

  it('nobody starts without approval, or under the switch', () => {
    const { look } = aRollout();
    const unapproved = look(EVENING, {
      approved: { kind: 'no', reason: reason('waiting-for-approval', { missing: '1 more name' }) },
    });
    expect(unapproved.waiting.map((wait) => wait.reason.code)).toEqual(Array(3).fill('waiting-for-approval'));
    const switched = look(EVENING, { switchThrown: true });
    expect(switched.waiting.map((wait) => wait.reason.code)).toEqual(Array(3).fill('stopped-by-switch'));
    expect([...unapproved.commands, ...switched.commands]).toEqual([]);
  });

  it('nobody starts in a freeze, and a grant that was given before it is given out no more', () => {
    const { look } = aRollout();
    const closed = reason('frozen', { freeze: 'closing', why: 'books are closed', ends: at(3600) });
    const frozen = look(EVENING, { closed });
    expect([frozen.commands, ...frozen.waiting.map((wait) => wait.reason.code)]).toEqual([
      [],
      ...Array(3).fill('frozen'),
    ]);
    const given = look(at(1), { closed: null }).commands.filter(({ kind }) => kind === 'grant');
    const taken = look(at(2), { closed }).commands.filter(({ kind }) => kind === 'withdraw-grant');
    expect(given.length).toBeGreaterThan(0);
    expect(taken.map(({ hostId }) => hostId)).toEqual(given.map(({ hostId }) => hostId));
  });

  it('nobody starts whose host plan is missing', () => {
    const { look } = aRollout();
    expect(why(look(EVENING, { hostPlans: new Map() }), 'a')).toBe('not-found');
  });
});

describe('an end without having begun', () => {
  it('is no failure: nothing was changed, and the others go on', () => {
    const { look, ends } = aRollout({ header: IN_WAVES });
    look(EVENING);
    ends('a', 'not-begun', at(60), reason('disk-full', { path: '/', freeBytes: 1, neededBytes: 2 }));
    const next = look(at(60));
    expect([phases(next), next.rollout.state]).toEqual(['a:not-begun b:granted c:waiting', 'running']);
  });

  it.each(['cluster-says-no', 'stopped-before-apply'] as const)('is tried again after a while: %s', (code) => {
    const { look, ends } = aRollout({ plans: [PLANS[0]!] });
    look(EVENING);
    ends('a', 'not-begun', at(60), reason(code, { detail: 'a member syncs' }));
    const again = look(at(60));
    expect([phases(again), asked(again)]).toEqual(['a:waiting', 'withdraw-grant a, free-leases a']);
    expect(why(again, 'a')).toBe('tried-again');
    expect(again.lookAgainAt).toBe(at(60 + RETRY_AFTER_SECONDS));
    expect(look(at(60 + RETRY_AFTER_SECONDS)).commands).toMatchObject([{ kind: 'grant', attemptId: 'r1-a-2' }]);
  });
});

describe('an isolated host', () => {
  it('keeps its lease, for it is out of its cluster, until a person frees it', () => {
    const inCluster = PLANS.slice(0, 2).map((plan) => ({ ...plan, clusters: ['app'] }));
    const clusterLimits = [{ cluster: 'app', members: inCluster.map(({ hostId }) => hostId), awayMax: 1 }];
    const { look, ends, hear, heldBy } = aRollout({
      plans: inCluster,
      header: { failureBudgetHosts: 9, bounds: { clusterLimits } },
    });
    look(EVENING);
    ends('a', 'isolated', at(60));
    const decision = look(at(60));
    expect([phases(decision), asked(decision), heldBy()]).toEqual(['a:failed b:waiting', '', ['a']]);
    expect(why(decision, 'b')).toBe('waiting-for-cluster');
    hear('b', { lastSeenAt: at(600) });
    expect(phases(look(at(600), { away: [] }))).toBe('a:failed b:granted');
  });
});

describe('a group', () => {
  it('is taken from the environment where the host that is away does not name it', () => {
    const { look } = aRollout({ plans: [aHostPlan({ hostId: 'a', group: '1' })] });
    const z = asHostId('z');
    const away: AwayHost = {
      hostId: z,
      environment: 'prod',
      group: null,
      clusters: [],
      because: 'unreachable',
      rolloutId: null,
    };
    expect(why(look(EVENING, { away: [away], groups: new Map([[z, '2']]) }), 'a')).toBe('waiting-for-group');
  });
});

describe('the spans', () => {
  it('a grant is dead only after the slowest clock and a minute under way', () => {
    expect(GRANT_SETTLE_SECONDS).toBeGreaterThanOrEqual(CLOCK_SKEW_SECONDS_MAX + 60);
  });
});

describe('looking again', () => {
  it('is soon while anything is open that tells nobody when it changes', () => {
    expect(aRollout().look(EVENING).lookAgainAt).toBe(at(60));
  });

  it('finds nothing to do where nothing has changed', () => {
    const { look } = aRollout({ header: IN_WAVES });
    const first = look(EVENING);
    const second = look(at(1));
    expect(second.rollout).toBe(first.rollout);
    expect(second.commands).toEqual([]);
  });
});
