import type { PlanAskedAgain, PlanRefusal } from '@slipway/core/approval';
import type { Digest } from '@slipway/core/ids';
import type { Approval } from '@slipway/core/plan';
import type { Instant } from '@slipway/core/time';

export interface StoreApproval {
  addApproval(approval: Approval): Promise<void>;
  /** Those that stand, in the order in which they were given; one person may appear twice. */
  approvalsOf(planDigest: Digest): Promise<readonly Approval[]>;
  /** Those that stand, as above, and whose bounds name this patch set, for plans made again within the same bounds. */
  approvalsForPatchSet(patchSetDigest: Digest): Promise<readonly Approval[]>;
  /** What stands now stands no longer; a later approval does. */
  voidApprovals(planDigest: Digest): Promise<void>;

  /** The first one stands. `false`: one stands already. */
  addRefusal(refusal: PlanRefusal): Promise<boolean>;
  /** The one that stands. */
  refusalOf(planDigest: Digest): Promise<PlanRefusal | null>;
  /** What stands now stands no longer; a later refusal does. */
  voidRefusal(planDigest: Digest): Promise<void>;
  /** Of all plans, also those that stand no longer: said at that instant or later, the first one first. */
  refusalsSince(since: Instant): Promise<readonly PlanRefusal[]>;

  addAskedAgain(asked: PlanAskedAgain): Promise<void>;
  /** The first one first. */
  askedAgainOf(planDigest: Digest): Promise<readonly PlanAskedAgain[]>;
}
