// One rollout and what is known of it, as a test tells it: heard, looked at, steered, with leases kept as a controller does.

import { asAttemptId, asHostId, asRolloutId, type HostId } from '@slipway/core/ids';
import type { HostPlan, PlanHeader } from '@slipway/core/plan';
import type { Outcome, Reason } from '@slipway/core/reasons';
import {
  type AttemptObservation,
  type AwayHost,
  decideRollout,
  newRollout,
  type Rollout,
  type RolloutDecision,
  type RolloutObservation,
} from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import { digestOfText } from '@slipway/testkit/builders';
import { aHeader, aHostPlan, aWave, EVENING } from './plans.ts';

export const PLANS = ['a', 'b', 'c'].map((hostId) => aHostPlan({ hostId }));
const ROLLOUT = asRolloutId('r1');

/** One rollout and what is known of it, looked at again and again. */
export const aRollout = (
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
    const fresh = {
      hostId,
      lastSeenAt: EVENING,
      readyForDigest: ready,
      attempt: null,
      untold: false,
      refusal: null,
      stopped: false,
    };
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
  return { header, look, hear, attempt, ends, steer, heldBy: () => [...held.keys()] };
};

/** What somebody did to it, which it must have allowed. */
export const allowed = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(outcome.reason.code);
  return outcome.value;
};

export const phases = ({ rollout }: RolloutDecision): string =>
  rollout.hosts.map(({ hostId, phase }) => `${hostId}:${phase}`).join(' ');
export const asked = ({ commands }: RolloutDecision): string =>
  commands.map(({ kind, hostId }) => `${kind} ${hostId}`).join(', ');
export const why = ({ waiting }: RolloutDecision, host: string): string | undefined =>
  waiting.find(({ hostId }) => hostId === host)?.reason.code;

/** One host per wave, so that what happens to `a` decides about `b`. */
export const IN_WAVES = { waves: [aWave(['a']), aWave(['b']), aWave(['c'])] };
