// What was heard from a host, laid over what the rollout remembers of it. The host is the truth about the host: its word
// moves a phase, silence only ever leads to `lost`, and whatever arrives late still counts.

import type { HostPlan, PlanHeader } from '../plan/index.ts';
import { type Reason, type ReasonCode, reason } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import { missedReason, notedMissed } from './absence.ts';
import { attemptIdFor, attemptNumber } from './attempt-id.ts';
import { ATTEMPTS_MAX, GRANT_SETTLE_SECONDS, GRANT_START_SECONDS, SILENCE_SECONDS_MAX } from './limits.ts';
import { nextStart, occasionAt } from './occasion.ts';
import { isOver, phaseOf } from './phases.ts';
import { minutesBetween, rebootPhase } from './reboot-phase.ts';
import type { AttemptObservation, HostPhase, Rollout, RolloutHost, RolloutObservation } from './types.ts';

export interface HostView {
  readonly rollout: Pick<Rollout, 'rolloutId' | 'state' | 'reason'>;
  readonly header: PlanHeader;
  readonly host: RolloutHost;
  readonly hostPlan: HostPlan | undefined;
  readonly observation: RolloutObservation | undefined;
  readonly missed: 'leave' | 'wait';
  readonly now: Instant;
}

/** By these this host plan will never run here. Any other refusal may pass, and is waited for. */
const LEAVES: ReadonlySet<ReasonCode> = new Set([
  'drifted',
  'label-moved',
  'superseded',
  'generation-old',
  'host-observed',
]);
/** Ends without having begun that say nothing against the next try. Of the last three the rollout knows when, and if, it comes. */
const PASSING: ReadonlySet<ReasonCode> = new Set([
  'cluster-says-no',
  'cluster-cannot-spare',
  'cluster-unknown',
  'stopped-before-apply',
  'host-stopped',
  'grant-too-late',
  'outside-occurrence',
  'window-too-short',
]);

/** A host that was restored, is two hosts or cannot read its ledger may have begun and not know it: its "nothing begun" proves nothing. */
const FORGETS: ReadonlySet<ReasonCode> = new Set(['host-restored', 'host-identity-doubled', 'ledger-broken']);

/** Whether a host that was heard, and holds no attempt of ours as far as it has told, may have begun one all the same. */
export const mayHaveBegun = (observation: RolloutObservation | undefined): boolean =>
  observation?.untold === true || mayHaveForgotten(observation);

const mayHaveForgotten = (observation: RolloutObservation | undefined): boolean => whyForgotten(observation) !== null;

const whyForgotten = (observation: RolloutObservation | undefined): Reason | null => {
  const refusal = observation?.refusal ?? null;
  return refusal !== null && FORGETS.has(refusal.code) ? refusal : null;
};

export const isPassing = (why: Reason | null): boolean => why !== null && PASSING.has(why.code);

/** The host as it is now; the same object where nothing has changed. */
export const reconcileHost = (view: HostView): RolloutHost => {
  const host = reconcileOnce(view);
  // What was heard may be several moves old: begun, then silent; back from a try, with no window left. Every move sets
  // `since` to now, and nothing heard is later than now, so that no move leads back.
  return host === view.host ? host : reconcileHost({ ...view, host });
};

const reconcileOnce = (view: HostView): RolloutHost => {
  switch (view.host.phase) {
    case 'waiting':
      return reconcileWaiting(view);
    case 'granted':
      return reconcileGranted(view);
    case 'away':
      return reconcileAway(view);
    case 'lost':
      return reconcileLost(view);
    case 'excused':
      return heardLate(view) ?? view.host;
    case 'done':
    case 'part-done':
    case 'gone-back':
    case 'failed':
    case 'not-begun':
      return view.host;
    default:
      return view.host.phase satisfies never;
  }
};

const reconcileWaiting = (view: HostView): RolloutHost => {
  const { host, hostPlan, observation, rollout, now } = view;
  const late = heardLate(view);
  if (late !== null) return late;
  if (rollout.state === 'aborting' || isOver(rollout)) return moved(view, 'excused', rollout.reason);
  const refusal = observation?.refusal ?? null;
  if (refusal !== null && LEAVES.has(refusal.code)) return moved(view, 'excused', refusal);
  if (hostPlan === undefined) return host;
  // Nothing left of the approved windows in which it could begin: it never will, and must not keep the rollout open.
  const never = whyNever(view, hostPlan);
  const noted = notedMissed(host, now);
  if (noted !== host) return noted;
  const missed = host.missing?.missedAt == null ? null : missedReason(host.missing);
  if (never !== null) return moved(view, 'not-begun', missed ?? never);
  return missed !== null && view.missed === 'leave' ? moved(view, 'not-begun', missed) : host;
};

/** `null`: it could begin now, or later; most hosts of a large rollout wait, and a look asks this of each of them. */
const whyNever = ({ header, now }: HostView, hostPlan: HostPlan): Reason | null => {
  if (now < header.bounds.expiresAt && nextStart(header, hostPlan, now) !== null) return null;
  const occasion = occasionAt(header, hostPlan, now);
  return occasion.ok ? null : occasion.reason;
};

const reconcileGranted = (view: HostView): RolloutHost => {
  const { host, observation, now } = view;
  const attempt = ownAttempt(view);
  if (attempt !== null) return attempt.ended === null ? begun(view, attempt) : ended(view, attempt.ended);
  const deadAt = grantDeadAt(view);
  const seenAt = observation?.lastSeenAt ?? null;
  if (seenAt !== null && seenAt > deadAt && observation?.untold !== true) {
    const forgotten = whyForgotten(observation);
    return forgotten === null ? unused(view) : moved(view, 'lost', forgotten);
  }
  // It is heard and what it did is not: as good as silence since the grant.
  if (observation?.untold === true && now >= addSeconds(deadAt, SILENCE_SECONDS_MAX)) {
    return moved(view, 'lost', reason('ledger-untold'));
  }
  const silentSince = seenAt ?? host.since;
  const deadline = addSeconds(silentSince, SILENCE_SECONDS_MAX);
  return now >= deadAt && now >= deadline ? moved(view, 'lost', reason('host-lost', { since: silentSince })) : host;
};

const reconcileAway = (view: HostView): RolloutHost => {
  const { host, observation, now } = view;
  const attempt = ownAttempt(view);
  if (attempt?.ended) return ended(view, attempt.ended);
  // What it told before is all that will ever be heard of this attempt: waiting for its end would be for ever.
  if (mayHaveForgotten(observation)) return moved(view, 'lost', observation?.refusal ?? reason('host-restored'));
  const seenAt = observation?.lastSeenAt ?? null;
  // It had begun and no longer knows of it: restored to an earlier moment. A person must look.
  const hasForgotten = attempt === null && observation?.untold !== true;
  if (hasForgotten && seenAt !== null && seenAt > host.since) return moved(view, 'lost', reason('host-restored'));
  if (now >= silenceDeadline(view)) return moved(view, 'lost', whyLost(view));
  const step = attempt?.step ?? host.step;
  return step === host.step ? host : { ...host, step };
};

const reconcileLost = (view: HostView): RolloutHost => {
  const { host, observation } = view;
  const late = heardLate(view);
  if (late !== null) return late;
  const seenAt = observation?.lastSeenAt ?? null;
  if (seenAt === null || seenAt <= host.since || ownAttempt(view) !== null) return host;
  // Heard again, and it holds no attempt of ours: either it never began, or it has forgotten what it began.
  if (observation?.untold === true) return host;
  if (host.step === null && !mayHaveForgotten(observation)) return unused(view);
  const why = whyForgotten(observation) ?? reason('host-restored');
  return host.reason?.code === why.code ? host : { ...host, reason: why };
};

/** Late word of an attempt that the rollout no longer waited for; `null`: there is none that changes anything. */
const heardLate = (view: HostView): RolloutHost | null => {
  const attempt = ownAttempt(view);
  if (attempt === null) return null;
  if (attempt.ended === null) {
    const seenAt = view.observation?.lastSeenAt ?? null;
    const isHeard = seenAt !== null && seenAt > view.host.since && !mayHaveForgotten(view.observation);
    return isHeard ? begun(view, attempt) : null;
  }
  // A try that ended without beginning is why a host waits again, or was left out: it is known already.
  const known = attempt.ended.outcome === 'not-begun' && view.host.phase !== 'lost';
  return known ? null : ended(view, attempt.ended);
};

const begun = (view: HostView, attempt: AttemptObservation): RolloutHost => ({
  ...moved(view, 'away', null),
  // Never null once begun: by this a lost host that had begun is told from one that had not.
  step: attempt.step ?? view.host.step ?? 'preflight',
});

const ended = (view: HostView, end: NonNullable<AttemptObservation['ended']>): RolloutHost => {
  const { host } = view;
  const again = end.outcome === 'not-begun' && isPassing(end.reason) && attemptNumber(host.attemptId) < ATTEMPTS_MAX;
  return { ...moved(view, again ? 'waiting' : phaseOf(end.outcome), end.reason), step: null };
};

/** A grant passed and the host, heard since, has begun nothing by it. */
const unused = (view: HostView): RolloutHost => {
  const count = attemptNumber(view.host.attemptId);
  return count < ATTEMPTS_MAX
    ? moved(view, 'waiting', null)
    : moved(view, 'not-begun', reason('grants-unused', { count }));
};

const moved = (view: HostView, phase: HostPhase, why: Reason | null): RolloutHost => ({
  ...view.host,
  phase,
  since: view.now,
  reason: why,
});

const ownAttempt = ({ host, observation }: HostView): AttemptObservation | null => {
  const attempt = observation?.attempt ?? null;
  return attempt !== null && attempt.attemptId === host.attemptId ? attempt : null;
};

/** The attempt id of the grant before; where a grant turned out not to be given, its number is not spent. */
export const attemptIdBefore = (rollout: Pick<Rollout, 'rolloutId'>, host: RolloutHost): RolloutHost['attemptId'] => {
  const number = attemptNumber(host.attemptId) - 1;
  return number < 1 ? null : attemptIdFor(rollout.rolloutId, host.hostId, number);
};

/** From here on a host that says "nothing begun" is believed. */
export const grantDeadAt = (view: Pick<HostView, 'header' | 'hostPlan' | 'host'>): Instant =>
  addSeconds(grantLatestStart(view), GRANT_SETTLE_SECONDS);

/** Recomputed from the instant of the grant, so that nothing more need be remembered. */
export const grantLatestStart = ({
  header,
  hostPlan,
  host,
}: Pick<HostView, 'header' | 'hostPlan' | 'host'>): Instant => {
  const occasion = hostPlan === undefined ? null : occasionAt(header, hostPlan, host.since);
  return occasion?.ok ? occasion.value.latestStartAt : addSeconds(host.since, GRANT_START_SECONDS);
};

const whyLost = (view: HostView): Reason => {
  const { host, observation } = view;
  const phase = rebootPhase(view);
  return phase?.kind === 'down'
    ? reason('reboot-lost', { since: phase.since, limit: minutesBetween(phase.since, phase.deadline) })
    : reason('host-lost', { since: observation?.lastSeenAt ?? host.since });
};

/** A planned reboot is silence that was agreed on; where nobody knows whether it has begun, it may begin at the end of what is borne. */
export const silenceDeadline = (view: HostView): Instant => {
  const { host, hostPlan, observation } = view;
  const phase = rebootPhase(view);
  if (phase?.kind === 'down') return phase.deadline;
  const reboot = hostPlan?.steps.find((step) => step.kind === 'reboot' && step.run.how !== 'skip');
  return addSeconds(observation?.lastSeenAt ?? host.since, SILENCE_SECONDS_MAX + (reboot?.timeoutSeconds ?? 0));
};
