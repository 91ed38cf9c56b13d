// What befalls a fleet and two rollouts over it in a night, drawn by chance, and how it is carried out. What must hold
// of it, the tests say that play it.

import type { AttemptOutcome } from '@slipway/core/execution';
import type { ClusterLimit, HostPlan, Wave } from '@slipway/core/plan';
import type { GateCondition } from '@slipway/core/policy';
import { abortRollout, excuseHost, goOn, pauseRollout, resumeRollout } from '@slipway/core/rollout';
import { addSeconds } from '@slipway/core/time';
import fc from 'fast-check';
import { aHeader, aHostPlan, aWave, TONIGHT } from './plans.ts';
import {
  act,
  aNight,
  beginOn,
  canBegin,
  check,
  deliverAll,
  endOn,
  forget,
  freeByHand,
  type Night,
  pass,
  readGate,
  say,
  type TrackedRollout,
  type TrueHost,
} from './rollout-night.ts';

const HOSTS = 8;
const CLUSTERS = ['app', 'db'] as const;

interface HostShape {
  readonly clusters: readonly string[];
  readonly group: '1' | '2' | null;
  readonly rollout: 0 | 1 | 'none';
  readonly wave: number;
  readonly skew: number;
}
export interface Shape {
  readonly hosts: readonly HostShape[];
  readonly limits: readonly number[];
  readonly awayMax: number;
  readonly budget: number;
  readonly soakSeconds: number;
  readonly person: 'asked' | 'not-asked';
  readonly conditions: readonly GateCondition[];
  readonly canary: boolean;
  readonly checklist: boolean;
  readonly missedHosts: 'leave' | 'wait';
}
export const CONDITIONS: readonly GateCondition[] = [
  { name: 'page', kind: 'http', url: 'https://www.example', status: 200 },
  { name: 'disk', kind: 'plug-in', plugIn: 'check_disk', parameters: {}, worst: 'ok' },
];
export const shapes: fc.Arbitrary<Shape> = fc.record({
  hosts: fc.array(
    fc.record({
      clusters: fc.subarray([...CLUSTERS]),
      group: fc.constantFrom<HostShape['group']>('1', '2', null),
      rollout: fc.constantFrom<HostShape['rollout']>(0, 0, 1, 1, 'none'),
      wave: fc.nat(2),
      skew: fc.integer({ min: -120, max: 120 }),
    }),
    { minLength: HOSTS, maxLength: HOSTS },
  ),
  limits: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: CLUSTERS.length, maxLength: CLUSTERS.length }),
  awayMax: fc.integer({ min: 1, max: 4 }),
  budget: fc.integer({ min: 0, max: 3 }),
  soakSeconds: fc.constantFrom(0, 0, 900),
  person: fc.constantFrom('not-asked', 'not-asked', 'asked'),
  conditions: fc.oneof(fc.constant([]), fc.subarray([...CONDITIONS])),
  canary: fc.boolean(),
  checklist: fc.boolean(),
  missedHosts: fc.constantFrom('leave', 'wait'),
});

export type Event =
  | { readonly kind: 'look'; readonly rollout: number; readonly acted: number }
  | { readonly kind: 'pass'; readonly seconds: number }
  | { readonly kind: 'say' | 'begin' | 'forget' | 'stop' | 'by-hand' | 'free' | 'excuse'; readonly host: number }
  | { readonly kind: 'end'; readonly host: number; readonly outcome: AttemptOutcome }
  | { readonly kind: 'deliver' | 'switch' | 'freeze' }
  | { readonly kind: 'quarantine'; readonly host: number }
  | { readonly kind: 'check'; readonly rollout: number; readonly state: 'green' | 'blocking' }
  | {
      readonly kind: 'read';
      readonly rollout: number;
      readonly name: string;
      readonly state: 'open' | 'closed' | 'unreadable';
    }
  | { readonly kind: 'pause' | 'resume' | 'abort' | 'go-on' | 'approve'; readonly rollout: number };

const host = fc.nat(HOSTS - 1);
const rollout = fc.nat(1);
export const events: fc.Arbitrary<Event> = fc.oneof(
  // Mostly two looks that are acted on in full; sometimes the controller dies in the middle of its commands.
  {
    weight: 12,
    arbitrary: fc.record({ kind: fc.constant('look'), rollout, acted: fc.constantFrom(99, 99, 99, 1, 0) }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('pass'), seconds: fc.constantFrom(5, 60, 400, 1000) }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('say'), host }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('deliver') }) },
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('begin'), host }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('end'),
      host,
      outcome: fc.constantFrom<AttemptOutcome>(
        'done',
        'done',
        'done',
        'done',
        'part-done',
        'gone-back',
        'not-begun',
        'isolated',
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('free', 'stop', 'by-hand', 'excuse'), host }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('forget'), host }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('pause', 'abort', 'approve'), rollout }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('resume', 'go-on'), rollout }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('switch', 'freeze') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('quarantine'), host }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('check'),
      rollout,
      state: fc.constantFrom('green', 'green', 'green', 'blocking'),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      ...{ kind: fc.constant('read'), rollout, name: fc.constantFrom('page', 'disk') },
      state: fc.constantFrom('open', 'open', 'open', 'closed', 'closed', 'unreadable'),
    }),
  },
) as fc.Arbitrary<Event>;

export const nightOf = (shape: Shape): Night => {
  const hostPlans = shape.hosts.map(({ clusters, group }, index) =>
    aHostPlan({ hostId: `host-${index}`, clusters, group }),
  );
  const clusterLimits: readonly ClusterLimit[] = CLUSTERS.map((cluster, index) => ({
    cluster,
    members: hostPlans.filter((hostPlan) => hostPlan.clusters.includes(cluster)).map(({ hostId }) => hostId),
    awayMax: shape.limits[index] ?? 1,
  }));
  const plans = [0, 1].map((which) => {
    const mine = hostPlans.filter((_, index) => shape.hosts[index]?.rollout === which);
    const inWave = (wave: number): readonly HostPlan[] =>
      mine.filter((hostPlan) => shape.hosts[hostPlans.indexOf(hostPlan)]?.wave === wave);
    const waves = [0, 1, 2]
      .map((wave) =>
        aWave(
          inWave(wave).map(({ hostId }) => hostId),
          gatesOf(shape),
        ),
      )
      .filter(({ hosts }) => hosts.length > 0)
      .map((wave, index): Wave => (shape.canary && index === 0 ? { ...wave, kind: 'canary' } : wave));
    const header = aHeader(mine, {
      waves,
      failureBudgetHosts: shape.budget,
      bounds: { clusterLimits, awayMax: shape.awayMax, occurrences: [TONIGHT, TOMORROW], expiresAt: TOMORROW.endsAt },
    });
    const { checklist, missedHosts } = shape;
    return { name: `rollout-${which}`, header, hostPlans: mine, checklist, missedHosts };
  });
  return aNight({ hostPlans, skews: shape.hosts.map(({ skew }) => skew), plans });
};
const gatesOf = ({ soakSeconds, person, conditions }: Shape): Wave['gates'] => ({
  ...{ soakSeconds, person },
  ...(conditions.length === 0 ? {} : { conditions }),
});
const DAY = 24 * 3600;
export const TOMORROW = {
  id: 'tomorrow',
  startsAt: addSeconds(TONIGHT.startsAt, DAY),
  cutOffAt: addSeconds(TONIGHT.cutOffAt, DAY),
  endsAt: addSeconds(TONIGHT.endsAt, DAY),
};

/** `decided` is what decides at a look, and says what must hold of it. */
export const happens = (night: Night, event: Event, decided: (night: Night, tracked: TrackedRollout) => void): void => {
  switch (event.kind) {
    case 'look': {
      const tracked = rolloutAt(night, event.rollout);
      decided(night, tracked);
      act(night, tracked, event.acted);
      return;
    }
    case 'pass':
      pass(night, event.seconds);
      return;
    case 'deliver':
      deliverAll(night);
      return;
    case 'switch':
      night.switchThrown = !night.switchThrown;
      return;
    case 'freeze':
      night.frozen = !night.frozen;
      return;
    case 'check':
      check(night, rolloutAt(night, event.rollout), event.state);
      return;
    case 'read':
      readGate(night, gatedAt(night, event.rollout), event.name, event.state);
      return;
    case 'pause':
    case 'resume':
    case 'abort':
    case 'go-on':
    case 'approve':
      aPersonWants(night, rolloutAt(night, event.rollout), event.kind);
      return;
    default:
      befalls(night, hostFor(night, event), event);
      return;
  }
};

const befalls = (night: Night, host: TrueHost, event: Extract<Event, { readonly host: number }>): void => {
  switch (event.kind) {
    case 'say':
      say(night, host);
      return;
    case 'begin':
      beginOn(night, host);
      return;
    case 'end':
      endOn(night, host, event.outcome);
      return;
    case 'forget':
      forget(host);
      return;
    case 'stop':
      host.stopped = !host.stopped;
      return;
    case 'by-hand':
      if (!night.byHand.delete(host.hostId)) night.byHand.add(host.hostId);
      return;
    case 'quarantine':
      if (!night.quarantined.delete(host.hostId)) night.quarantined.add(host.hostId);
      return;
    case 'free':
      freeByHand(night, host);
      return;
    case 'excuse':
      for (const tracked of night.rollouts) {
        const excused = excuseHost(tracked.rollout, { hostId: host.hostId, why: 'as the test says', now: night.now });
        if (excused.ok) tracked.rollout = excused.value;
      }
      return;
    default:
      event satisfies never;
  }
};

export const aPersonWants = (
  night: Night,
  tracked: TrackedRollout,
  wish: 'pause' | 'resume' | 'abort' | 'go-on' | 'approve',
): void => {
  if (wish === 'approve') {
    tracked.approved = !tracked.approved;
    return;
  }
  const { rollout: now, header } = tracked;
  const person = 'a person';
  const wanted = {
    pause: () => pauseRollout(now, { person }),
    resume: () => resumeRollout(now, { person, header }),
    abort: () => abortRollout(now, { person, now: night.now }),
    'go-on': () => goOn(now, { person, header }),
  }[wish]();
  if (wanted.ok) tracked.rollout = wanted.value;
};

const rolloutAt = (night: Night, index: number): TrackedRollout => night.rollouts[index % night.rollouts.length]!;
/** One that waits behind a wave, where there is one. */
const gatedAt = (night: Night, index: number): TrackedRollout => {
  const gated = night.rollouts.filter(({ rollout }) =>
    rollout.waves.some((wave) => wave.settledAt !== null && wave.passedAt === null),
  );
  return gated[index % gated.length] ?? rolloutAt(night, index);
};
/** One that the event can befall where there is one, so that few events fall on nobody. */
const hostFor = (night: Night, event: Extract<Event, { readonly host: number }>): TrueHost => {
  const all = [...night.hosts.values()];
  const able = all.filter((one) => {
    if (event.kind === 'begin') return canBegin(night, one);
    return event.kind === 'end' || event.kind === 'forget' ? one.state === 'running' : true;
  });
  return (able[event.host % able.length] ?? all[event.host])!;
};
