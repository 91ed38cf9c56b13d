// Whom a plan still brings to its occurrences, and why not where it does not: the one question that announcing asks, and
// taking back what was announced.

import { type Occurrence, scheduleOf, type Zones } from '@slipway/core/calendar';
import type { HostId } from '@slipway/core/ids';
import { calendarOf, type Policy } from '@slipway/core/policy';
import { standingReason } from '@slipway/core/promotion';
import { type Reason, reason } from '@slipway/core/reasons';
import { hasEnded, isOver, type Rollout, type RolloutHost } from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import { approvalStanding, whyReplaced } from '../approval/index.ts';

export interface Coming {
  readonly plan: StoredPlan;
  /** Hosts that it will still change. */
  readonly hosts: readonly HostId[];
  /** Of its open rollout, or of the one that has ended: these have been changed, or tried. */
  readonly turned: readonly HostId[];
  /** Why none comes; `null`: some do. */
  readonly against: Reason | null;
  /** Why this one does not come, where it says so itself. */
  readonly left: ReadonlyMap<HostId, Reason>;
}

/** None of a plan that is over, was replaced, or that nobody can approve any more. */
export const comingOf = async (view: StoreView, plan: StoredPlan, now: Instant): Promise<Coming> => {
  const none = { plan, hosts: [], turned: [], left: new Map() };
  const rollouts = await view.rollouts.rolloutsOf(plan.digest);
  const against = await whyNobody(view, plan, { rollouts, now });
  const open = rollouts.filter((one) => !isOver(one));
  const its = (open.length > 0 ? open : rollouts).flatMap(({ hosts }) => hosts);
  if (rollouts.length === 0) return { ...none, hosts: against === null ? plan.header.bounds.hosts : [], against };
  return {
    plan,
    hosts: against === null ? hostIdsOf(its, ({ phase }) => !hasEnded(phase)) : [],
    turned: hostIdsOf(its, hadItsTurn),
    against,
    left: new Map(its.flatMap(({ hostId, phase, reason: why }) => (hasEnded(phase) && why ? [[hostId, why]] : []))),
  };
};

const hostIdsOf = (hosts: readonly RolloutHost[], which: (host: RolloutHost) => boolean): readonly HostId[] =>
  hosts.filter(which).map(({ hostId }) => hostId);

const hadItsTurn = ({ phase }: RolloutHost): boolean => hasEnded(phase) && phase !== 'not-begun' && phase !== 'excused';

const whyNobody = async (
  view: StoreView,
  plan: StoredPlan,
  { rollouts, now }: { readonly rollouts: readonly Rollout[]; readonly now: Instant },
): Promise<Reason | null> => {
  const said = (await view.promotions.standing(plan.header.bounds.patchSetDigest))?.value ?? null;
  if (said?.standing === 'withdrawn') return standingReason(said);
  const { names, reason: stands } = await approvalStanding(view, plan, { now });
  // What no name would put right: refused, its change request ended, or found wrong by its checker.
  if (stands !== null && stands.code !== names.reason?.code) return stands;
  if (rollouts.length === 0) {
    return (await whyReplaced(view, plan)) === null ? null : reason('window-plan-replaced');
  }
  if (rollouts.some((one) => !isOver(one))) return null;
  const hosts = rollouts.flatMap((one) => one.hosts);
  return reason('window-rollout-over', {
    done: hosts.filter(({ phase }) => phase === 'done').length,
    hosts: hosts.length,
  });
};

/** A freeze that is newer than the plan, and leaves no time to begin in the occurrence; `null`: there is none. */
export const whyFrozen = (
  policy: Policy,
  { header: { environment } }: StoredPlan,
  { startsAt, cutOffAt, endsAt }: Occurrence,
  zones: Zones,
): Reason | null => {
  const window = { kind: 'dates', spans: [{ startsAt, cutOffAt, endsAt }] } as const;
  const { ahead, skipped } = scheduleOf(window, startsAt, 1, calendarOf(policy, environment, zones));
  return ahead.length > 0 ? null : (skipped[0]?.reason ?? null);
};
