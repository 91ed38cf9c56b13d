// A fleet, two rollouts over it and the store between them, as a small interpreter of events. The hosts keep the truth;
// the controller knows only what it was told, late and sometimes not at all, and may die between storing and acting.
// Production code decides: decideRollout, judgeLease and the transitions. What a host does is made up here.

import { type ChecklistLook, whyBlocked } from '@slipway/core/checklist';
import { type AttemptOutcome, CLOCK_SKEW_SECONDS_MAX } from '@slipway/core/execution';
import type { WaveReading } from '@slipway/core/gates';
import { type AttemptId, asRolloutId, type HostId } from '@slipway/core/ids';
import type { HostPlan, PlanHeader } from '@slipway/core/plan';
import { reason } from '@slipway/core/reasons';
import {
  type AwayHost,
  awayByLease,
  decideRollout,
  grantNotIssued,
  judgeLease,
  type Lease,
  leaseFor,
  leaseRequestFor,
  newRollout,
  type Rollout,
  type RolloutCommand,
  type RolloutDecision,
  type RolloutInput,
  type RolloutObservation,
} from '@slipway/core/rollout';
import type { StepKind } from '@slipway/core/step';
import { addSeconds, type Instant, msBetween } from '@slipway/core/time';
import { digestOfText } from '@slipway/testkit/builders';
import { EVENING } from './plans.ts';

/** How long what a host said may be under way; GRANT_SETTLE_SECONDS counts on less than a minute. */
const IN_FLIGHT_SECONDS_MAX = 59;
/** A host that is silent for longer counts as unreachable, in a rollout or not. */
const UNREACHABLE_SECONDS = 900;

type Grant = Extract<RolloutCommand, { readonly kind: 'grant' }>;

export interface TrueHost {
  readonly hostId: HostId;
  readonly hostPlan: HostPlan;
  /** Its clock, against the controller's. */
  readonly skewSeconds: number;
  /** `running`: out of its service for an attempt. `isolated`, `forgotten`: out of it until a person comes. */
  state: 'idle' | 'running' | 'isolated' | 'forgotten';
  attempt: { attemptId: AttemptId; step: StepKind; ended: { outcome: AttemptOutcome; at: Instant } | null } | null;
  readonly begunBefore: Set<AttemptId>;
  grant: Grant | null;
  stopped: boolean;
  /** Rises with everything that its ledger says; older words never replace newer ones. */
  word: number;
}

interface Saying {
  readonly sentAt: Instant;
  readonly word: number;
  readonly observation: RolloutObservation;
}

/** A look, with what nobody but the test knows of it: who was among those that it is about. */
export interface TrueLook extends ChecklistLook {
  readonly about: ReadonlySet<HostId>;
}

export interface TrackedRollout {
  rollout: Rollout;
  readonly header: PlanHeader;
  readonly hostPlans: ReadonlyMap<HostId, HostPlan>;
  approved: boolean;
  /** Its checklist; `null`: it has none. */
  checklist: { look: TrueLook | null } | null;
  /** The newest of each condition between its waves. */
  readonly gateReadings: Map<string, WaveReading>;
  readonly missedHosts: NonNullable<RolloutInput['missedHosts']>;
  /** Commands of the last decision, stored and not acted on yet. */
  pending: readonly RolloutCommand[];
}

export interface Night {
  now: Instant;
  readonly hosts: ReadonlyMap<HostId, TrueHost>;
  readonly rollouts: readonly TrackedRollout[];
  leases: readonly { readonly lease: Lease; readonly lost: boolean }[];
  /** What the controller has signed and not withdrawn, by host. */
  readonly signed: Map<HostId, Grant>;
  readonly heard: Map<HostId, { observation: RolloutObservation; word: number }>;
  readonly inFlight: Saying[];
  readonly byHand: Set<HostId>;
  switchThrown: boolean;
  frozen: boolean;
  readonly quarantined: Set<HostId>;
}

export const aNight = (options: {
  readonly hostPlans: readonly HostPlan[];
  readonly skews: readonly number[];
  readonly plans: readonly {
    readonly name: string;
    readonly header: PlanHeader;
    readonly hostPlans: readonly HostPlan[];
    readonly checklist?: boolean;
    readonly missedHosts?: TrackedRollout['missedHosts'];
  }[];
}): Night => ({
  now: EVENING,
  hosts: new Map(
    options.hostPlans.map((hostPlan, index) => [hostPlan.hostId, aTrueHost(hostPlan, options.skews[index] ?? 0)]),
  ),
  rollouts: options.plans.map(({ name, header, hostPlans, checklist = false, missedHosts = 'wait' }) => ({
    rollout: newRollout({ rolloutId: asRolloutId(name), planDigest: digestOfText(name), header, now: EVENING }),
    header,
    hostPlans: new Map(hostPlans.map((hostPlan) => [hostPlan.hostId, hostPlan])),
    approved: true,
    checklist: checklist ? { look: null } : null,
    gateReadings: new Map(),
    missedHosts,
    pending: [],
  })),
  leases: [],
  signed: new Map(),
  heard: new Map(),
  inFlight: [],
  byHand: new Set(),
  switchThrown: false,
  frozen: false,
  quarantined: new Set(),
});

const aTrueHost = (hostPlan: HostPlan, skewSeconds: number): TrueHost => ({
  hostId: hostPlan.hostId,
  hostPlan,
  skewSeconds: Math.max(-CLOCK_SKEW_SECONDS_MAX, Math.min(CLOCK_SKEW_SECONDS_MAX, skewSeconds)),
  state: 'idle',
  attempt: null,
  begunBefore: new Set(),
  grant: null,
  stopped: false,
  word: 0,
});

// -- the controller

export const inputOf = (night: Night, tracked: TrackedRollout): RolloutInput => ({
  rollout: tracked.rollout,
  header: tracked.header,
  hostPlans: tracked.hostPlans,
  observations: new Map([...night.heard].map(([hostId, { observation }]) => [hostId, observation])),
  away: awayOf(night),
  groups: new Map(
    [...night.hosts.values()].flatMap(({ hostId, hostPlan: { group } }) => (group === null ? [] : [[hostId, group]])),
  ),
  approved: tracked.approved
    ? { kind: 'yes' }
    : { kind: 'no', reason: reason('waiting-for-approval', { missing: '1 more name' }) },
  switchThrown: night.switchThrown,
  closed: night.frozen ? reason('frozen', { freeze: 'closing', why: 'books', ends: night.now }) : null,
  quarantined: new Map([...night.quarantined].map((hostId) => [hostId, reason('host-stopped')])),
  unchecked:
    tracked.checklist === null
      ? null
      : whyBlocked(tracked.checklist.look, { rolloutId: tracked.rollout.rolloutId, now: night.now }),
  checkedAt: tracked.checklist?.look?.at ?? null,
  gateReadings: [...tracked.gateReadings.values()],
  missedHosts: tracked.missedHosts,
  now: night.now,
});

/** Somebody looks at the checklist of what is stored, as app/checklist does. */
export const check = (night: Night, tracked: TrackedRollout, state: 'green' | 'blocking'): void => {
  const { rolloutId, hosts } = tracked.rollout;
  if (tracked.checklist === null) return;
  const about = hosts.filter(({ phase }) => phase === 'waiting' || phase === 'granted').map(({ hostId }) => hostId);
  const items = [{ name: 'backup', kind: 'plug-in', state, reason: null, evidenceAt: night.now }] as const;
  tracked.checklist.look = { at: night.now, rolloutId, items: about.length === 0 ? [] : items, about: new Set(about) };
};

/** Somebody reads a condition behind the first wave that has not been passed. */
export const readGate = (night: Night, tracked: TrackedRollout, name: string, state: WaveReading['state']): void => {
  const wave = tracked.rollout.waves.findIndex(({ passedAt }) => passedAt === null);
  if (wave === -1) return;
  tracked.gateReadings.set(`${wave} ${name}`, { wave, name, state, found: 'as found', at: night.now });
};

const awayOf = (night: Night): readonly AwayHost[] => [
  ...night.leases.flatMap(({ lease, lost }) => awayByLease(lease, lost ? 'lost' : 'lease')),
  ...[...night.hosts.values()].flatMap(({ hostId, hostPlan }): readonly AwayHost[] => {
    const { environment, group, clusters } = hostPlan;
    const common = { hostId, environment, group, clusters, rolloutId: null };
    const seenAt = night.heard.get(hostId)?.observation.lastSeenAt ?? EVENING;
    const silent = msBetween(seenAt, night.now) > UNREACHABLE_SECONDS * 1000;
    return [
      ...(night.byHand.has(hostId) ? [{ ...common, because: 'taken-by-hand' as const }] : []),
      ...(silent ? [{ ...common, because: 'unreachable' as const }] : []),
    ];
  }),
];

export const decide = (night: Night, tracked: TrackedRollout): RolloutDecision => {
  const decision = decideRollout(inputOf(night, tracked));
  tracked.rollout = decision.rollout;
  tracked.pending = decision.commands;
  return decision;
};

/** Acts on the first `count` of the commands; a controller that dies acts on fewer, and its successor decides again. */
export const act = (night: Night, tracked: TrackedRollout, count = Number.POSITIVE_INFINITY): void => {
  for (const command of tracked.pending.slice(0, count)) actOn(night, tracked, command);
  tracked.pending = [];
};

const actOn = (night: Night, tracked: TrackedRollout, command: RolloutCommand): void => {
  switch (command.kind) {
    case 'grant':
      give(night, tracked, command);
      return;
    case 'withdraw-grant':
      if (night.signed.get(command.hostId)?.attemptId === command.attemptId) night.signed.delete(command.hostId);
      return;
    case 'free-leases':
      night.leases = night.leases.filter(
        ({ lease }) => lease.hostId !== command.hostId || lease.rolloutId !== tracked.rollout.rolloutId,
      );
      return;
    case 'mark-lost':
      night.leases = night.leases.map((held) =>
        held.lease.hostId === command.hostId ? { ...held, lost: true } : held,
      );
      return;
    default:
      command satisfies never;
  }
};

/** One store transaction: judge over all rollouts, take the lease, sign. */
const give = (night: Night, tracked: TrackedRollout, grant: Grant): void => {
  const { rolloutId } = tracked.rollout;
  const hostPlan = tracked.hostPlans.get(grant.hostId);
  if (hostPlan === undefined) throw new Error('granted without a host plan');
  const held = night.leases.some(({ lease }) => lease.attemptId === grant.attemptId);
  const judged = judgeLease(leaseRequestFor({ hostPlan, header: tracked.header, rolloutId, away: awayOf(night) }));
  if (!judged.ok) {
    const back = grantNotIssued(tracked.rollout, { hostId: grant.hostId, attemptId: grant.attemptId, now: night.now });
    if (!back.ok) throw new Error('a refused grant could not be taken back');
    tracked.rollout = back.value;
    return;
  }
  if (!held) {
    const lease = leaseFor({ grant, rolloutId, hostPlan, now: night.now });
    night.leases = [...night.leases.filter((other) => other.lease.hostId !== grant.hostId), { lease, lost: false }];
  }
  night.signed.set(grant.hostId, grant);
};

// -- time and words

export const pass = (night: Night, seconds: number): void => {
  const until = addSeconds(night.now, seconds);
  for (const saying of night.inFlight.splice(0)) {
    const latest = addSeconds(saying.sentAt, IN_FLIGHT_SECONDS_MAX);
    if (latest > until) night.inFlight.push(saying);
    else deliver(night, saying, latest > night.now ? latest : night.now);
  }
  night.now = until;
};

export const say = (night: Night, host: TrueHost): void => {
  const { attempt, state } = host;
  const hostPlanDigest = [...night.rollouts]
    .flatMap(({ header }) => header.hostPlans)
    .find(({ hostId }) => hostId === host.hostId)?.digest;
  night.inFlight.push({
    sentAt: night.now,
    word: host.word,
    observation: {
      hostId: host.hostId,
      lastSeenAt: null,
      readyForDigest: hostPlanDigest ?? null,
      untold: false,
      attempt:
        attempt === null
          ? null
          : {
              attemptId: attempt.attemptId,
              step: attempt.ended === null ? attempt.step : null,
              stepBegunAt: null,
              ended: attempt.ended === null ? null : { ...attempt.ended, reason: null },
            },
      refusal: state === 'forgotten' ? reason('host-restored') : null,
      stopped: host.stopped,
    },
  });
};

export const deliverAll = (night: Night): void => {
  for (const saying of night.inFlight.splice(0)) deliver(night, saying, night.now);
};

/** The answer to a check-in carries the grant that stands. */
const deliver = (night: Night, { observation, word }: Saying, at: Instant): void => {
  const known = night.heard.get(observation.hostId);
  const newer = known === undefined || word >= known.word ? observation : known.observation;
  night.heard.set(observation.hostId, {
    observation: { ...newer, lastSeenAt: at },
    word: Math.max(word, known?.word ?? 0),
  });
  const host = night.hosts.get(observation.hostId);
  if (host !== undefined) host.grant = night.signed.get(observation.hostId) ?? null;
};

// -- the hosts

export const canBegin = (night: Night, host: TrueHost): boolean => {
  const { grant } = host;
  return (
    host.state === 'idle' &&
    !host.stopped &&
    grant !== null &&
    !host.begunBefore.has(grant.attemptId) &&
    addSeconds(night.now, host.skewSeconds) < grant.latestStartAt
  );
};

export const beginOn = (night: Night, host: TrueHost): boolean => {
  if (!canBegin(night, host) || host.grant === null) return false;
  host.begunBefore.add(host.grant.attemptId);
  host.attempt = { attemptId: host.grant.attemptId, step: 'preflight', ended: null };
  host.state = 'running';
  host.word += 1;
  return true;
};

export const endOn = (night: Night, host: TrueHost, outcome: AttemptOutcome): void => {
  if (host.state !== 'running' || host.attempt === null) return;
  host.attempt = { ...host.attempt, ended: { outcome, at: addSeconds(night.now, host.skewSeconds) } };
  host.state = outcome === 'isolated' ? 'isolated' : 'idle';
  host.word += 1;
};

/** Restored to a moment before its attempt: it still is out of its service and knows of nothing. */
export const forget = (host: TrueHost): void => {
  if (host.state !== 'running') return;
  host.attempt = null;
  host.state = 'forgotten';
  host.grant = null;
  host.word += 1;
};

/** A person has looked, put the host back into its service and freed its lease. */
export const freeByHand = (night: Night, host: TrueHost): void => {
  if (host.state !== 'isolated' && host.state !== 'forgotten') return;
  host.state = 'idle';
  night.byHand.delete(host.hostId);
  night.leases = night.leases.filter(({ lease }) => lease.hostId !== host.hostId);
};

export const isOut = (host: TrueHost): boolean => host.state !== 'idle';
