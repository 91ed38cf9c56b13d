import { digestOfText } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { aHeader, aHostPlan, at, aWave, EVENING, runs, TONIGHT, USUAL_STEPS } from '../../test/plans.ts';
import { CLOCK_SKEW_SECONDS_MAX } from '../execution/index.ts';
import { asAttemptId, asHostId, asRolloutId, type HostId } from '../ids/index.ts';
import type { HostPlan, PlanHeader } from '../plan/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import { decideRollout, excuseHost, newRollout, resumeRollout } from './index.ts';
import {
  ATTEMPTS_MAX,
  GRANT_SETTLE_SECONDS,
  GRANT_START_SECONDS,
  RETRY_AFTER_SECONDS,
  SILENCE_SECONDS_MAX,
} from './limits.ts';
import type { AttemptObservation, AwayHost, Rollout, RolloutDecision, RolloutObservation } from './types.ts';

const PLANS = ['a', 'b', 'c'].map((hostId) => aHostPlan({ hostId }));
const ROLLOUT = asRolloutId('r1');

/** One rollout and what is known of it, looked at again and again. */
const aRollout = (
  given: { readonly plans?: readonly HostPlan[]; readonly header?: Parameters<typeof aHeader>[1] } = {},
) => {
  const plans = given.plans ?? PLANS;
  const header: PlanHeader = aHeader(plans, given.header);
  let rollout: Rollout = newRollout({ rolloutId: ROLLOUT, planDigest: digestOfText('plan'), header, now: EVENING });
  const heard = new Map<HostId, RolloutObservation>();
  const held = new Map<HostId, AwayHost>();
  const hear = (host: string, said: Partial<RolloutObservation>): void => {
    const hostId = asHostId(host);
    const ready = header.hostPlans.find((entry) => entry.hostId === hostId)?.digest ?? null;
    const before = heard.get(hostId);
    const fresh = { hostId, lastSeenAt: EVENING, readyForDigest: ready, attempt: null, refusal: null, stopped: false };
    heard.set(hostId, { ...fresh, ...before, ...said });
  };
  for (const { hostId } of plans) hear(hostId, {});

  /** Looks, stores, and carries out what was asked, as the controller does in one transaction. */
  const look = (now: Instant, also: Partial<Parameters<typeof decideRollout>[0]> = {}): RolloutDecision => {
    const decision = decideRollout({
      rollout,
      header,
      hostPlans: new Map(plans.map((plan) => [plan.hostId, plan])),
      observations: heard,
      away: [...held.values()],
      groups: new Map(),
      approved: { kind: 'yes' },
      switchThrown: false,
      now,
      ...also,
    });
    rollout = decision.rollout;
    for (const { kind, hostId } of decision.commands) {
      const plan = plans.find((candidate) => candidate.hostId === hostId)!;
      const { environment, group, clusters } = plan;
      if (kind === 'grant')
        held.set(hostId, { hostId, environment, group, clusters, because: 'lease', rolloutId: ROLLOUT });
      if (kind === 'free-leases') held.delete(hostId);
    }
    return decision;
  };
  const steer = (change: (before: Rollout) => Rollout): void => {
    rollout = change(rollout);
  };
  /** The host says how its newest attempt ended, or at which step it is. */
  const attempt = (host: string, said: Partial<AttemptObservation>, seenAt: Instant): void => {
    const attemptId = rollout.hosts.find(({ hostId }) => hostId === host)?.attemptId ?? asAttemptId('none');
    hear(host, { lastSeenAt: seenAt, attempt: { attemptId, step: null, stepBegunAt: null, ended: null, ...said } });
  };
  type Outcome = NonNullable<AttemptObservation['ended']>['outcome'];
  const ends = (host: string, outcome: Outcome, seenAt: Instant, why: Reason | null = null): void =>
    attempt(host, { ended: { outcome, reason: why, at: seenAt } }, seenAt);
  return { look, hear, attempt, ends, steer, heldBy: () => [...held.keys()] };
};

const phases = ({ rollout }: RolloutDecision): string =>
  rollout.hosts.map(({ hostId, phase }) => `${hostId}:${phase}`).join(' ');
const asked = ({ commands }: RolloutDecision): string =>
  commands.map(({ kind, hostId }) => `${kind} ${hostId}`).join(', ');
const why = ({ waiting }: RolloutDecision, host: string): string | undefined =>
  waiting.find(({ hostId }) => hostId === host)?.reason.code;

/** One host per wave, so that what happens to `a` decides about `b`. */
const IN_WAVES = { waves: [aWave(['a']), aWave(['b']), aWave(['c'])] };

describe('waves', () => {
  it('start together what may start, name the attempt, and say until when it may begin', () => {
    const { look } = aRollout();
    const decision = look(EVENING);
    expect(phases(decision)).toBe('a:granted b:granted c:granted');
    expect(decision.commands[0]).toEqual({
      kind: 'grant',
      hostId: 'a',
      attemptId: 'r1-a-1',
      occurrenceId: 'tonight',
      latestStartAt: at(GRANT_START_SECONDS),
    });
  });

  it('a bad update stops the rollout after its first wave and leaves the rest untouched', () => {
    const { look, ends } = aRollout({ header: IN_WAVES });
    look(EVENING);
    ends('a', 'gone-back', at(60), reason('went-back', { detail: 'nginx.service did not start' }));
    const stopped = look(at(60));
    expect(phases(stopped)).toBe('a:gone-back b:waiting c:waiting');
    expect(stopped.rollout).toMatchObject({ state: 'stopped', reason: { code: 'stopped-by-budget' } });
    expect([why(stopped, 'b'), why(stopped, 'c')]).toEqual(['stopped-by-budget', 'stopped-by-budget']);
    expect(asked(stopped)).toBe('free-leases a');
    expect(phases(look(at(3600)))).toBe('a:gone-back b:waiting c:waiting');
  });

  it.each(['gone-back', 'isolated'] as const)('the budget counts %s, and is spent by one more than it', (outcome) => {
    const { look, ends } = aRollout({ header: { ...IN_WAVES, failureBudgetHosts: 1 } });
    look(EVENING);
    ends('a', outcome, at(60));
    expect(look(at(60)).rollout.state).toBe('running');
    ends('b', outcome, at(120));
    expect(look(at(120)).rollout.state).toBe('stopped');
  });

  it('whoever resumes has accepted what failed; the next failure stops again', () => {
    const { look, ends, steer } = aRollout({ header: IN_WAVES });
    look(EVENING);
    ends('a', 'gone-back', at(60));
    look(at(60));
    steer((rollout) => {
      const resumed = resumeRollout(rollout);
      return resumed.ok ? resumed.value : rollout;
    });
    expect(phases(look(at(120)))).toBe('a:gone-back b:granted c:waiting');
    ends('b', 'gone-back', at(180));
    expect(look(at(180)).rollout.state).toBe('stopped');
  });

  it('a paused rollout whose budget is spent is stopped: resuming it is a look at the failures', () => {
    const { look, ends, steer } = aRollout({ header: IN_WAVES });
    look(EVENING);
    steer((rollout) => ({ ...rollout, state: 'paused', reason: reason('paused-by-person', { person: 'ada' }) }));
    ends('a', 'gone-back', at(60));
    expect(look(at(60)).rollout.state).toBe('stopped');
  });

  it('a lost host within the budget does not hold up the next wave, and what has passed stays passed', () => {
    const { look, hear } = aRollout({ header: { ...IN_WAVES, failureBudgetHosts: 1 } });
    look(EVENING);
    const lostAt = at(SILENCE_SECONDS_MAX);
    hear('b', { lastSeenAt: lostAt });
    const next = look(lostAt);
    expect(phases(next)).toBe('a:lost b:granted c:waiting');
    // Heard again, it never began: it waits once more, in a wave that has been passed.
    hear('a', { lastSeenAt: at(SILENCE_SECONDS_MAX + 1) });
    const later = look(at(SILENCE_SECONDS_MAX + 1));
    expect(phases(later)).toBe('a:waiting b:granted c:waiting');
    expect(later.rollout.waves[0]).toEqual({ settledAt: lostAt, passedAt: lostAt, goOnBy: null });
  });

  it('a wave that nobody is left in settles in its turn, not before', () => {
    const { look, ends, hear } = aRollout({
      header: { waves: [aWave(['a']), aWave(['b'], { soakSeconds: 600 }), aWave(['c'])] },
    });
    hear('b', { refusal: reason('drifted', { detail: 'a new package' }) });
    expect(look(EVENING).rollout.waves.map((wave) => wave.settledAt)).toEqual([null, null, null]);
    ends('a', 'done', at(60));
    const settled = look(at(60)).rollout.waves.map((wave) => [wave.settledAt, wave.passedAt]);
    expect(settled).toEqual([
      [at(60), at(60)],
      [at(60), null],
      [null, null],
    ]);
  });

  it('the next one waits for the last host of this one, then for the soak, then for a person', () => {
    const { look, ends, hear, steer } = aRollout({
      header: { waves: [aWave(['a', 'b'], { soakSeconds: 600, person: 'asked' }), aWave(['c'])] },
    });
    look(EVENING);
    ends('a', 'done', at(60));
    expect(why(look(at(60)), 'c')).toBe('waiting-for-wave');
    ends('b', 'done', at(100));
    const settled = look(at(100));
    expect(settled.waiting).toEqual([{ hostId: 'c', reason: reason('waiting-for-soak', { until: at(700) }) }]);
    expect(settled.lookAgainAt).toBe(at(700));
    expect(why(look(at(700)), 'c')).toBe('waiting-for-person');
    steer((rollout) => ({ ...rollout, waves: rollout.waves.with(0, { ...rollout.waves[0]!, goOnBy: 'ada' }) }));
    hear('c', { lastSeenAt: at(720) });
    expect(phases(look(at(720)))).toBe('a:done b:done c:granted');
  });

  it('ends as completed with its last host', () => {
    const { look, ends } = aRollout();
    look(EVENING);
    for (const host of ['a', 'b', 'c']) ends(host, 'done', at(60));
    const over = look(at(60));
    expect(over.rollout).toMatchObject({ state: 'completed', endedAt: at(60) });
    expect([over.waiting, over.lookAgainAt]).toEqual([[], null]);
  });
});

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
      hear('b', { refusal: reason(code) });
      expect(phases(look(EVENING))).toBe('a:granted b:excused c:granted');
    },
  );

  it('nobody starts without approval, or under the switch', () => {
    const { look } = aRollout();
    const unapproved = look(EVENING, { approved: { kind: 'no', reason: reason('waiting-for-approval') } });
    expect(unapproved.waiting.map((wait) => wait.reason.code)).toEqual(Array(3).fill('waiting-for-approval'));
    const switched = look(EVENING, { switchThrown: true });
    expect(switched.waiting.map((wait) => wait.reason.code)).toEqual(Array(3).fill('stopped-by-switch'));
    expect([...unapproved.commands, ...switched.commands]).toEqual([]);
  });

  it('nobody starts whose host plan is missing', () => {
    const { look } = aRollout();
    expect(why(look(EVENING, { hostPlans: new Map() }), 'a')).toBe('not-found');
  });
});

describe('windows', () => {
  it('are waited for', () => {
    const { look } = aRollout();
    const early = look(at(-7200));
    expect(early.waiting[0]?.reason).toEqual(reason('waiting-for-occurrence', { starts: EVENING }));
    expect(early.lookAgainAt).toBe(at(-3600));
  });

  it('a grant may be used until the cut-off at most, and no later than leaves time to be back', () => {
    // Two hours lie between cut-off and end: b needs thirty seconds more than that.
    const long = aHostPlan({ hostId: 'b', expectedSeconds: 7200 - 60 + 30, wayBackSeconds: 60 });
    const { look, hear } = aRollout({ plans: [PLANS[0]!, long] });
    const now = addSeconds(TONIGHT.cutOffAt, -100);
    for (const host of ['a', 'b']) hear(host, { lastSeenAt: now });
    const ends = look(now).commands.map((command) => command.kind === 'grant' && command.latestStartAt);
    expect(ends).toEqual([TONIGHT.cutOffAt, addSeconds(TONIGHT.cutOffAt, -30)]);
  });

  it('a grant always leaves an instant to use it', () => {
    const { look, hear } = aRollout({ plans: [PLANS[0]!] });
    const last = addSeconds(TONIGHT.endsAt, -180);
    const until = { ...TONIGHT, cutOffAt: TONIGHT.endsAt };
    const header = aHeader([PLANS[0]!], { bounds: { occurrences: [until] } });
    hear('a', { lastSeenAt: last });
    expect(phases(look(addSeconds(last, -1), { header }))).toBe('a:granted');
    const { look: lookLate, hear: hearLate } = aRollout({ plans: [PLANS[0]!] });
    hearLate('a', { lastSeenAt: last });
    expect(phases(lookLate(last, { header }))).toBe('a:not-begun');
  });

  it.each([
    ['past the last cut-off', TONIGHT.cutOffAt, PLANS[0]!, 'no-occurrence'],
    ['past the approval', TONIGHT.endsAt, PLANS[0]!, 'bounds-expired'],
    [
      'what is left is too short, and so is every other',
      EVENING,
      aHostPlan({ hostId: 'a', expectedSeconds: 9 * 3600 }),
      'window-too-short',
    ],
  ])('a host that can never begin ends, so that its rollout can: %s', (_, now, plan, code) => {
    const { look } = aRollout({ plans: [plan] });
    const over = look(now);
    expect(over.rollout).toMatchObject({ state: 'completed', hosts: [{ phase: 'not-begun', reason: { code } }] });
  });
});

describe('a start grant', () => {
  const DEAD_AT = GRANT_START_SECONDS + GRANT_SETTLE_SECONDS;

  it('is given once, and again only where the lease shows that it was not carried out', () => {
    const { look } = aRollout({ plans: [PLANS[0]!] });
    const first = look(EVENING);
    expect(asked(look(at(10)))).toBe('');
    expect(look(at(20), { away: [] }).commands).toEqual(first.commands);
  });

  it('becomes "under way" when the host says that it has begun', () => {
    const { look, attempt } = aRollout({ plans: [PLANS[0]!] });
    expect(why(look(EVENING), 'a')).toBe('may-begin');
    attempt('a', { step: 'drain', stepBegunAt: at(30) }, at(31));
    const underWay = look(at(31));
    expect(underWay.waiting[0]?.reason).toEqual(reason('under-way', { step: 'drain', since: at(30) }));
    expect(look(at(331)).waiting[0]?.reason.code).toBe('step-overdue');
  });

  it('is dead only once the host was heard after its end, clocks and words under way considered', () => {
    const { look, hear } = aRollout({ plans: [PLANS[0]!] });
    look(EVENING);
    hear('a', { lastSeenAt: at(DEAD_AT) });
    expect(phases(look(at(DEAD_AT + 1)))).toBe('a:granted');
    hear('a', { lastSeenAt: at(DEAD_AT + 1) });
    const back = look(at(DEAD_AT + 1));
    expect([phases(back), asked(back)]).toEqual(['a:waiting', 'withdraw-grant a, free-leases a']);
    expect(look(at(DEAD_AT + 2)).commands).toMatchObject([{ kind: 'grant', attemptId: 'r1-a-2' }]);
  });

  it('is given ATTEMPTS_MAX times; then the host is one that does not begin', () => {
    const { look, hear } = aRollout({ plans: [PLANS[0]!] });
    let now = EVENING;
    for (let count = 0; count < ATTEMPTS_MAX; count++) {
      hear('a', { lastSeenAt: now });
      expect(phases(look(now))).toBe('a:granted');
      now = addSeconds(now, DEAD_AT + 1);
      hear('a', { lastSeenAt: now });
      look(now);
    }
    expect(look(now).rollout.hosts[0]).toMatchObject({ phase: 'not-begun', reason: { code: 'grants-unused' } });
  });

  it('is withdrawn while nobody may start, once, and given again afterwards', () => {
    const { look } = aRollout({ plans: [PLANS[0]!] });
    look(EVENING);
    expect(asked(look(at(10), { switchThrown: true }))).toBe('withdraw-grant a');
    expect(asked(look(at(20), { switchThrown: true }))).toBe('');
    expect(look(at(30)).commands).toMatchObject([
      { kind: 'grant', attemptId: 'r1-a-1', latestStartAt: at(GRANT_START_SECONDS) },
    ]);
  });
});

describe('silence', () => {
  it('is never read as an end: the host is lost, its lease kept, the budget told, and its late word counts', () => {
    const { look, attempt, ends, heldBy } = aRollout({ header: IN_WAVES });
    look(EVENING);
    attempt('a', { step: 'apply' }, at(60));
    look(at(60));
    expect(phases(look(at(60 + SILENCE_SECONDS_MAX - 1)))).toBe('a:away b:waiting c:waiting');
    const lost = look(at(60 + SILENCE_SECONDS_MAX));
    expect([phases(lost), asked(lost), lost.rollout.state]).toEqual([
      'a:lost b:waiting c:waiting',
      'mark-lost a',
      'stopped',
    ]);
    expect(asked(look(at(4000)))).toBe('');
    expect(heldBy()).toEqual(['a']);
    ends('a', 'done', at(5000));
    const back = look(at(5000));
    expect([phases(back), asked(back)]).toEqual(['a:done b:waiting c:waiting', 'free-leases a']);
    // Stopped is stopped, until a person has looked.
    expect(back.rollout.state).toBe('stopped');
  });

  it('of a host that comes back at work is over; it goes on', () => {
    const { look, attempt } = aRollout({ plans: [PLANS[0]!] });
    look(EVENING);
    attempt('a', { step: 'apply' }, at(60));
    look(at(2000));
    attempt('a', { step: 'verify' }, at(2100));
    expect(phases(look(at(2100)))).toBe('a:away');
  });

  it('of a host that holds a grant begins to count at the end of the grant', () => {
    const { look } = aRollout({ plans: [PLANS[0]!] });
    look(EVENING);
    expect(phases(look(at(SILENCE_SECONDS_MAX - 1)))).toBe('a:granted');
    expect(phases(look(at(SILENCE_SECONDS_MAX)))).toBe('a:lost');
  });

  it('that a planned reboot explains is borne for as long as the reboot may take', () => {
    const plan = aHostPlan({ hostId: 'a', steps: USUAL_STEPS.toSpliced(8, 0, runs('reboot')) });
    const { look, attempt } = aRollout({ plans: [plan] });
    look(EVENING);
    attempt('a', { step: 'reboot' }, at(60));
    look(at(60));
    expect(phases(look(at(60 + SILENCE_SECONDS_MAX + 299)))).toBe('a:away');
    expect(phases(look(at(60 + SILENCE_SECONDS_MAX + 300)))).toBe('a:lost');
  });

  it('a host that forgot what it began is lost, not free', () => {
    const { look, attempt, hear } = aRollout({ plans: [PLANS[0]!] });
    look(EVENING);
    attempt('a', { step: 'apply' }, at(60));
    look(at(60));
    hear('a', { lastSeenAt: at(120), attempt: null });
    const lost = look(at(120));
    expect([phases(lost), why(lost, 'a')]).toEqual(['a:lost', 'host-restored']);
    hear('a', { lastSeenAt: at(5000) });
    expect(asked(look(at(5000)))).toBe('');
  });

  it('a restored host that says "nothing begun" of its grant is not believed', () => {
    const { look, hear } = aRollout({ plans: [PLANS[0]!] });
    look(EVENING);
    hear('a', { lastSeenAt: at(1000), refusal: reason('host-restored') });
    expect(phases(look(at(1000)))).toBe('a:lost');
  });
});

describe('a host that is left out after it was lost', () => {
  const lostAndLeftOut = (began: boolean) => {
    const night = aRollout({ plans: [PLANS[0]!] });
    night.look(EVENING);
    if (began) {
      night.attempt('a', { step: 'apply' }, at(60));
      night.look(at(60));
    }
    night.look(at(2000));
    night.steer((rollout) => {
      const excused = excuseHost(rollout, { hostId: asHostId('a'), why: 'unplugged', now: at(2000) });
      return excused.ok ? excused.value : rollout;
    });
    return night;
  };

  it('lets its rollout end, and keeps its lease: nobody knows what it is doing', () => {
    const { look, heldBy } = lostAndLeftOut(true);
    const over = look(at(3000));
    expect([over.rollout.state, phases(over), heldBy()]).toEqual(['completed', 'a:excused', ['a']]);
  });

  it('gives it back when its end is heard at last, and shows that end', () => {
    const { look, ends, heldBy } = lostAndLeftOut(true);
    ends('a', 'done', at(9000));
    expect([phases(look(at(9000))), heldBy()]).toEqual(['a:done', []]);
  });

  it('keeps it where that end is isolation', () => {
    const { look, ends, heldBy } = lostAndLeftOut(true);
    ends('a', 'isolated', at(9000));
    expect([phases(look(at(9000))), heldBy()]).toEqual(['a:failed', ['a']]);
  });

  it('keeps it where the host is heard, began, and knows nothing of it', () => {
    const { look, hear, heldBy } = lostAndLeftOut(true);
    hear('a', { lastSeenAt: at(9000), attempt: null });
    look(at(9000));
    expect(heldBy()).toEqual(['a']);
  });

  it('gives it back where the host never began and is heard to say so, unless it was restored', () => {
    const never = lostAndLeftOut(false);
    never.look(at(3000));
    expect(never.heldBy()).toEqual(['a']);
    never.hear('a', { lastSeenAt: at(9000), refusal: reason('host-restored') });
    never.look(at(9000));
    expect(never.heldBy()).toEqual(['a']);
    never.hear('a', { lastSeenAt: at(9001), refusal: null });
    never.look(at(9001));
    expect(never.heldBy()).toEqual([]);
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
