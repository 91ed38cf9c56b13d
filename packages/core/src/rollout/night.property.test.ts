// Two rollouts over the same clusters and groups, in any interleaving, with silence, lost commands, restored hosts and
// people in between. Asserted on what the hosts really are, which no controller of the model knows.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENING, TONIGHT } from '../../test/plans.ts';
import {
  act,
  beginOn,
  check,
  decide,
  deliverAll,
  endOn,
  freeByHand,
  inputOf,
  isOut,
  type Night,
  pass,
  readGate,
  say,
  type TrackedRollout,
} from '../../test/rollout-night.ts';
import {
  aPersonWants,
  CONDITIONS,
  events,
  happens,
  nightOf,
  shapes,
  TOMORROW,
} from '../../test/rollout-night-events.ts';
import type { AttemptOutcome } from '../execution/index.ts';
import type { HostId } from '../ids/index.ts';
import { addSeconds, msBetween } from '../time/index.ts';
import {
  countedFailures,
  decideRollout,
  excuseHost,
  hasEnded,
  isOver,
  type Rollout,
  type RolloutDecision,
} from './index.ts';

/** How old the answer to each may be, as the constants say, in the test's own numbers. */
const AGE_SECONDS_MAX: Readonly<Record<string, number>> = { page: 120, disk: 900 };

// -- what must hold

/** What the nights came to see: properties about things that never happen prove nothing. */
const seen = new Set<string>();
const MUST_BE_SEEN = [
  ...['away', 'done', 'part-done', 'excused', 'failed', 'gone-back', 'granted', 'lost', 'not-begun', 'waiting'],
  ...['aborted', 'aborting', 'completed', 'paused', 'running', 'stopped'],
  ...['gate-closed', 'gate-unreadable', 'wave-shows-nothing', 'wave-wants-word', 'passed by a reading', 'frozen'],
  ...['waits for its end', 'ended by its last gates'],
  ...['checklist-blocks', 'checklist-not-looked-at'],
  ...['waiting-for-cluster', 'waiting-for-group', 'waiting-for-limit', 'waiting-for-soak', 'host-restored', 'begun'],
];

const assertDecision = (night: Night, tracked: TrackedRollout): void => {
  const before = tracked.rollout;
  const input = inputOf(night, tracked);
  const decision = decide(night, tracked);
  const { rollout: after } = decision;
  expect(decideRollout(input)).toEqual(decision);
  const { commands, ...again } = decideRollout({ ...input, rollout: after });
  expect({ ...again, commands: decision.commands }).toEqual(decision);
  for (const command of commands) expect(decision.commands).toContainEqual(command);
  assertReasons(decision);
  assertStarts(night, tracked, before, after);
  assertGates(night, tracked, before, after);
  assertEnd(night, tracked, before, decision);
  if (isOver(after)) expect(decision.lookAgainAt).toBeNull();
  else expect((decision.lookAgainAt ?? '') > night.now).toBe(true);
  for (const { phase } of after.hosts) seen.add(phase);
  seen.add(after.state);
};

const assertReasons = ({ rollout: after, waiting }: RolloutDecision): void => {
  const open = after.hosts.filter((one) => !hasEnded(one.phase)).map((one) => one.hostId);
  if (!isOver(after)) expect(waiting.map((wait) => wait.hostId).toSorted()).toEqual(open);
  for (const wait of waiting) seen.add(wait.reason.code);
};

const assertStarts = (night: Night, tracked: TrackedRollout, before: Rollout, after: Rollout): void => {
  const started = after.hosts.filter(
    (one, index) => one.phase === 'granted' && before.hosts[index]?.phase !== 'granted',
  );
  if (started.length === 0) return;
  const { header } = tracked;
  expect([after.state, tracked.approved, night.switchThrown, night.frozen]).toEqual(['running', true, false, false]);
  expect(countedFailures(after)).toBeLessThanOrEqual(header.failureBudgetHosts);
  expect([TONIGHT, TOMORROW].some((span) => span.startsAt <= night.now && night.now < span.cutOffAt)).toBe(true);
  for (const one of started) {
    const earlier = after.waves.slice(0, one.wave);
    expect(earlier.every((wave) => wave.passedAt !== null)).toBe(true);
    expect(night.heard.get(one.hostId)?.observation).toMatchObject({ stopped: false, refusal: null });
    expect(night.quarantined.has(one.hostId)).toBe(false);
    assertChecked(night, tracked, one.hostId);
  }
};

/** By a look of the last two minutes, which was about this very host. */
const assertChecked = (night: Night, { checklist }: TrackedRollout, hostId: HostId): void => {
  if (checklist === null) return;
  const { look } = checklist;
  expect(look?.items.map(({ state }) => state)).toEqual(['green']);
  expect(look?.about.has(hostId)).toBe(true);
  expect(msBetween(look?.at ?? TONIGHT.startsAt, night.now)).toBeLessThanOrEqual(120_000);
};

const CHANGED: readonly string[] = ['done', 'gone-back', 'failed', 'lost'];

/** Passed on what was read since the last of its hosts was done, open, all of it, and of hosts that were changed. */
const assertGates = (night: Night, tracked: TrackedRollout, before: Rollout, after: Rollout): void => {
  const isAllOver = after.hosts.every(({ phase }) => hasEnded(phase));
  for (const [index, wave] of after.waves.entries()) {
    if (wave.passedAt === null || before.waves[index]?.passedAt !== null) continue;
    const { kind, gates } = tracked.header.waves[index]!;
    const isLast = index === after.waves.length - 1;
    if (isLast) expect(isAllOver).toBe(true);
    const about = after.hosts.filter((one) => isLast || one.wave === index).map(({ phase }) => phase);
    // All is over, and there is nobody whom its gates could be about.
    if (isAllOver && !about.some((phase) => CHANGED.includes(phase))) continue;
    expect(wave.settledAt !== null && addSeconds(wave.settledAt, gates.soakSeconds) <= night.now).toBe(true);
    const isWaitedFor = after.hosts.some((one) => one.wave > index && !hasEnded(one.phase));
    if (gates.person === 'asked' && isWaitedFor) expect(wave.goOnBy).not.toBeNull();
    for (const { name } of gates.conditions ?? []) {
      const read = tracked.gateReadings.get(`${index} ${name}`);
      expect(read?.state).toBe('open');
      expect((read?.at ?? '') >= (wave.settledAt ?? '')).toBe(true);
      expect(msBetween(read?.at ?? TONIGHT.startsAt, night.now)).toBeLessThanOrEqual(
        (AGE_SECONDS_MAX[name] ?? 0) * 1000,
      );
      seen.add('passed by a reading');
    }
    const phases = after.hosts.filter((one) => one.wave === index).map(({ phase }) => phase);
    const isTaken = gates.conditions === undefined && wave.goOnBy !== null;
    if (kind === 'canary' && !isTaken) expect(phases).toContain('done');
  }
};

const DAY_MS = 24 * 3600 * 1000;

/** Well only with every wave passed and the budget kept; badly only by one of the two, a gate having had its day. */
const assertEnd = (night: Night, { header }: TrackedRollout, before: Rollout, decision: RolloutDecision): void => {
  const { rollout: after, ending } = decision;
  const isAllOver = after.hosts.every(({ phase }) => hasEnded(phase));
  expect(ending !== null).toBe(isAllOver && !isOver(after));
  if (ending !== null) seen.add('waits for its end').add(ending.code);
  if (isOver(before) || !isOver(after)) return;
  expect(isAllOver).toBe(true);
  const isSpent = countedFailures(after) > header.failureBudgetHosts;
  const closed = after.waves.findIndex(({ passedAt }) => passedAt === null);
  if (after.state === 'completed') {
    expect([isSpent, closed, after.reason]).toEqual([false, -1, null]);
    if (header.waves.at(-1)?.gates.conditions !== undefined) seen.add('ended by its last gates');
  }
  if (after.state !== 'failed') return;
  seen.add(isSpent ? 'failed by its budget' : 'failed by a gate').add(after.reason?.code ?? '');
  expect(after.reason?.code === 'stopped-by-budget').toBe(isSpent);
  if (isSpent) return;
  expect(closed).toBeGreaterThanOrEqual(0);
  const last = after.hosts
    .map(({ since }) => since)
    .toSorted()
    .at(-1)!;
  if (after.reason?.code !== 'wave-shows-nothing') expect(msBetween(last, night.now)).toBeGreaterThanOrEqual(DAY_MS);
};

/** On the truth: whatever the controller believes, no cluster, group or rollout has more hosts out than allowed. */
const assertTruth = (night: Night): void => {
  const out = [...night.hosts.values()].filter(isOut);
  for (const { cluster, members, awayMax } of night.rollouts[0]!.header.bounds.clusterLimits) {
    expect(out.filter(({ hostId }) => members.includes(hostId)).length).toBeLessThanOrEqual(awayMax);
    seen.add(cluster);
  }
  const groups = new Set(out.flatMap(({ hostPlan }) => (hostPlan.group === null ? [] : [hostPlan.group])));
  expect(groups.size).toBeLessThanOrEqual(1);
  for (const { header } of night.rollouts) {
    const mine = out.filter(({ hostId }) => header.bounds.hosts.includes(hostId));
    expect(mine.length).toBeLessThanOrEqual(header.bounds.awayMax);
  }
  for (const trueHost of out) expect(night.leases.map(({ lease }) => lease.hostId)).toContain(trueHost.hostId);
};

const NIGHT_EVENTS_MAX = 150;
/** Rounds of one minute in which everybody is well; two nights of windows have fewer. */
const CALM_ROUNDS_MAX = 3000;

const aNightOfEvents = fc.property(
  shapes,
  fc.array(events, { maxLength: NIGHT_EVENTS_MAX, size: 'max' }),
  (shape, list) => {
    const night = nightOf(shape);
    for (const trueHost of night.hosts.values()) say(night, trueHost);
    deliverAll(night);
    for (const event of list) {
      happens(night, event, assertDecision);
      assertTruth(night);
      if ([...night.hosts.values()].some(({ begunBefore }) => begunBefore.size > 0)) seen.add('begun');
    }
  },
);

describe('two rollouts over the same fleet', () => {
  it('never take more away than allowed, never two groups at once, nothing unasked, and always say why', () => {
    fc.assert(aNightOfEvents, { numRuns: 800 });
    expect(seen).toContain('begun');
  });

  it('do so in nights that see everything: the same nights every time', () => {
    seen.clear();
    fc.assert(aNightOfEvents, { numRuns: 400, seed: 20261124 });
    expect(MUST_BE_SEEN.filter((one) => !seen.has(one))).toEqual([]);
  });

  it('end with every host once faults have stopped and people do what the reasons ask of them', () => {
    fc.assert(
      fc.property(shapes, fc.array(events, { maxLength: NIGHT_EVENTS_MAX, size: 'max' }), (shape, list) => {
        const night = nightOf(shape);
        for (const event of list) happens(night, event, assertDecision);
        untilOver(night);
        for (const tracked of night.rollouts)
          expect(tracked.rollout.hosts.every((one) => hasEnded(one.phase))).toBe(true);
        // Nobody waits in silence for ever: whatever is still held is held for a host that a person was shown.
        expect(night.leases).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

const outcomes = fc.array(fc.constantFrom<AttemptOutcome>('done', 'done', 'gone-back'), { minLength: 8, maxLength: 8 });

it('two rollouts end though nobody reads a gate, says a word or accepts a failure', () => {
  seen.clear();
  fc.assert(
    fc.property(shapes, outcomes, fc.array(events, { maxLength: 30, size: 'max' }), (shape, ends, list) => {
      const night = nightOf(shape);
      for (const event of list) happens(night, event, assertDecision);
      endsAlone(night, ends);
    }),
    { numRuns: 150, seed: 20261121 },
  );
  const wanted = ['failed by its budget', 'failed by a gate', 'gate-unreadable', 'wave-shows-nothing'];
  expect(wanted.filter((one) => !seen.has(one))).toEqual([]);
});

const endsAlone = (night: Night, ends: readonly AttemptOutcome[]): void => {
  [night.switchThrown, night.frozen] = [false, false];
  for (let round = 0; round < CALM_ROUNDS_MAX; round++) {
    for (const [index, trueHost] of [...night.hosts.values()].entries()) {
      if (!beginOn(night, trueHost)) endOn(night, trueHost, ends[index] ?? 'done');
      say(night, trueHost);
    }
    deliverAll(night);
    for (const tracked of night.rollouts) {
      // The one thing that a person is always asked for: nobody else can say what such a host is doing.
      leaveOutRestored(night, tracked);
      check(night, tracked, 'green');
      assertDecision(night, tracked);
      act(night, tracked);
    }
    if (night.rollouts.every(({ rollout }) => isOver(rollout))) return;
    const isAtWork = night.rollouts.some(({ rollout }) =>
      rollout.hosts.some(({ phase }) => phase === 'granted' || phase === 'away'),
    );
    pass(night, isAtWork ? 60 : 600);
  }
  throw new Error(`not over by ${night.now}: ${JSON.stringify(night.rollouts.map(({ rollout }) => rollout))}`);
};

const untilOver = (night: Night): void => {
  night.switchThrown = false;
  night.frozen = false;
  night.quarantined.clear();
  night.byHand.clear();
  for (let round = 0; round < CALM_ROUNDS_MAX; round++) {
    for (const trueHost of night.hosts.values()) {
      trueHost.stopped = false;
      if (!beginOn(night, trueHost)) endOn(night, trueHost, 'done');
      freeByHand(night, trueHost);
      say(night, trueHost);
    }
    deliverAll(night);
    for (const tracked of night.rollouts) {
      tracked.approved = true;
      check(night, tracked, 'green');
      for (const { name } of CONDITIONS) readGate(night, tracked, name, 'open');
      aPersonWants(night, tracked, 'resume');
      aPersonWants(night, tracked, 'go-on');
      leaveOutRestored(night, tracked);
      assertDecision(night, tracked);
      act(night, tracked);
      assertTruth(night);
    }
    if (night.rollouts.every((tracked) => isOver(tracked.rollout)) && night.leases.length === 0) return;
    pass(night, 60);
  }
  throw new Error(`not over by ${night.now}: ${JSON.stringify(night.rollouts.map((tracked) => tracked.rollout))}`);
};

/** A host that knows nothing of what it began is left out by hand, as its reason asks. */
const leaveOutRestored = (night: Night, tracked: TrackedRollout): void => {
  for (const { hostId, phase, reason } of tracked.rollout.hosts) {
    if (phase !== 'lost' || reason?.code !== 'host-restored') continue;
    const excused = excuseHost(tracked.rollout, { hostId, why: 'it was restored', now: night.now });
    if (excused.ok) tracked.rollout = excused.value;
  }
};

it('the nights begin when the window does', () => expect(TONIGHT.startsAt).toBe(EVENING));
