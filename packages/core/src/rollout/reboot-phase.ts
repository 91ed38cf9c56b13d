// The three phases of a reboot as the controller sees them: asked of systemd, gone down, come back. Each has a deadline. That it
// took effect the host proves itself (execution/reboot.ts); here is only whether it is still heard, and under which boot.

import { isBootId } from '../execution/index.ts';
import type { HostPlan } from '../plan/index.ts';
import { warningSeconds } from '../policy/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import { addSeconds, type Instant, msBetween } from '../time/index.ts';
import { DOWN_AFTER_SECONDS, GO_DOWN_SECONDS_MAX, SILENCE_SECONDS_MAX } from './limits.ts';
import type { RolloutHost, RolloutObservation } from './types.ts';

/** `people`: they have their time, and it was not asked for yet. `up`: asked, and still heard under the old boot. */
export type RebootPhase =
  | { readonly kind: 'people'; readonly until: Instant }
  | { readonly kind: 'up'; readonly askedAt: Instant; readonly deadline: Instant }
  | { readonly kind: 'down'; readonly since: Instant; readonly deadline: Instant }
  | { readonly kind: 'back'; readonly at: Instant; readonly deadline: Instant };

export interface RebootView {
  readonly host: Pick<RolloutHost, 'attemptId'>;
  readonly hostPlan: HostPlan | undefined;
  readonly observation: RolloutObservation | undefined;
  readonly now: Instant;
}

/** `null`: it is not at this step, as far as it has told. */
export const rebootPhase = ({ host, hostPlan, observation, now }: RebootView): RebootPhase | null => {
  const attempt = observation?.attempt?.attemptId === host.attemptId ? observation?.attempt : null;
  const seenAt = observation?.lastSeenAt ?? null;
  const step = hostPlan?.steps.find(({ kind }) => kind === 'reboot');
  if (attempt?.reboot === undefined || attempt.stepBegunAt === null || seenAt === null || step === undefined)
    return null;
  const { bootId, askedAt } = attempt.reboot;
  // While people have their time: it goes at once when they have left, and may not have been able to tell.
  const latest = addSeconds(attempt.stepBegunAt, warningSeconds(hostPlan?.rebootWarning));
  const asked = askedAt ?? latest;
  const limit = Math.max(SILENCE_SECONDS_MAX, step.timeoutSeconds);
  // Another boot id in a word of the agent itself: an empty one, or an error's text in its place, is none.
  const heardIn = observation?.bootId ?? bootId;
  if (heardIn !== bootId && isBootId(heardIn)) return { kind: 'back', at: seenAt, deadline: addSeconds(asked, limit) };
  if (msBetween(seenAt, now) < DOWN_AFTER_SECONDS * 1000) {
    return now < asked
      ? { kind: 'people', until: latest }
      : { kind: 'up', askedAt: asked, deadline: addSeconds(asked, GO_DOWN_SECONDS_MAX) };
  }
  const from = askedAt === null && seenAt < latest ? latest : seenAt;
  return { kind: 'down', since: seenAt, deadline: addSeconds(from, limit) };
};

/** Why a host at this step has not gone on; `null`: as of any step. */
export const rebootReason = (view: RebootView): Reason | null => {
  const phase = rebootPhase(view);
  if (phase === null) return null;
  const { now } = view;
  switch (phase.kind) {
    case 'people':
      return reason('reboot-people', { until: phase.until });
    case 'up': {
      const { askedAt: at, deadline } = phase;
      if (now < deadline) return reason('reboot-asked', { at });
      return reason('reboot-not-down', { at, minutes: minutesBetween(at, now), limit: minutesBetween(at, deadline) });
    }
    case 'down': {
      const { since, deadline } = phase;
      const limit = minutesBetween(since, deadline);
      return reason('reboot-down', { since, minutes: minutesBetween(since, now), limit });
    }
    case 'back':
      return now < phase.deadline ? reason('reboot-back', { at: phase.at }) : null;
    default:
      return phase satisfies never;
  }
};

export const minutesBetween = (from: Instant, to: Instant): number => Math.floor(msBetween(from, to) / 60_000);
