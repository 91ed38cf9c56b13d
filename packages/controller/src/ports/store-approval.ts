import type { Digest } from '@slipway/core/ids';
import type { Approval } from '@slipway/core/plan';

export interface StoreApproval {
  addApproval(approval: Approval): Promise<void>;
  approvalsOf(planDigest: Digest): Promise<readonly Approval[]>;
  /** Approvals whose bounds name this patch set, for plans made again within the same bounds. */
  approvalsForPatchSet(patchSetDigest: Digest): Promise<readonly Approval[]>;
  voidApprovals(planDigest: Digest): Promise<void>;
}
