// By which rule a plan was approved, and by whom: beside every rollout, so that the rule `self` is seen wherever it was used.

import type { Digest } from '@slipway/core/ids';
import type { Instant } from '@slipway/core/time';
import type { ApprovedByAnswer } from '@slipway/protocol/api';
import type { StoreView } from '../../ports/index.ts';
import { approvalStanding } from '../approval/index.ts';

/** `now`: when it began. Names that have expired since were enough then. */
export const approvedBy = async (
  view: StoreView,
  planDigest: Digest,
  now: Instant,
): Promise<ApprovedByAnswer | null> => {
  const plan = await view.plans.plan(planDigest);
  if (plan === null) return null;
  const { names, changeRequest } = await approvalStanding(view, plan, { now });
  return {
    rule: plan.header.approval.rule,
    names: names.counted.map(({ approvedBy: person, team, approvedAt, expiresAt, outside }) => ({
      approvedBy: person,
      team,
      approvedAt,
      expiresAt,
      ...(outside === undefined ? {} : { outside }),
    })),
    changeRequest: changeRequest?.number ?? null,
  };
};
