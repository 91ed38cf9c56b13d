// What must stand for anybody of a rollout to begin: names, calendar, checklist and the switch. Judged for the decision,
// and again where a grant is stored: what somebody said between the two must not come too late.

import type { Zones } from '@slipway/core/calendar';
import { whyBlocked } from '@slipway/core/checklist';
import type { RolloutId } from '@slipway/core/ids';
import { GRANT_START_SECONDS, type RolloutInput } from '@slipway/core/rollout';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import { switchIn } from '../access/index.ts';
import { approvalState } from '../approval/index.ts';
import { whyClosed } from './closed.ts';

export type MayBegin = Pick<RolloutInput, 'approved' | 'closed' | 'unchecked' | 'checkedAt' | 'switchThrown'>;

export const mayBegin = async (
  view: StoreView,
  { plan, rolloutId }: { readonly plan: StoredPlan; readonly rolloutId: RolloutId },
  { now, zones }: { readonly now: Instant; readonly zones: Zones },
): Promise<MayBegin> => {
  // Until the last instant at which a host that is granted now begins: nobody begins on a name that has expired.
  const approvals = await approvalState(view, plan, now, addSeconds(now, GRANT_START_SECONDS));
  const checklist = await view.checklists.checklist(plan.digest);
  return {
    approved: approvals.ok ? { kind: 'yes' } : { kind: 'no', reason: approvals.reason },
    closed: await whyClosed(view, plan, { now, zones }),
    // What has begun goes on.
    unchecked: checklist === null ? null : whyBlocked(checklist.look, { rolloutId, now }),
    checkedAt: checklist?.look?.at ?? null,
    switchThrown: (await switchIn(view)) === 'stopped',
  };
};
