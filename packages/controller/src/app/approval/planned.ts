// What follows for approval when a plan is stored, in the write that stores it: policy's own name under the rule
// `automatic`, a change request where one is asked for, and the word that somebody is wanted.

import type { HostPlan } from '@slipway/core/plan';
import type { Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import { grantAutomaticApproval } from './approve.ts';
import { openChangeRequest } from './change-request.ts';
import { endReplaced } from './replaced.ts';
import { approvalStanding, withoutErrors } from './state.ts';
import { tellWanted } from './tell.ts';

export const seekApproval = async (
  change: StoreView,
  plan: StoredPlan,
  { hostPlans, now }: { readonly hostPlans: readonly HostPlan[]; readonly now: Instant },
): Promise<void> => {
  await endReplaced(change, plan, now);
  // Nobody can approve it: asking would only send people to a plan that takes another one.
  if (!withoutErrors(plan).ok) return;
  await grantAutomaticApproval(change, plan, now);
  await openChangeRequest(change, plan, { hostPlans, now });
  const standing = await approvalStanding(change, plan, { now });
  if (standing.reason !== null && standing.refusal === null) await tellWanted(change, plan, { standing, now });
};
