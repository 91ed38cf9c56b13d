import type { PlanRefusal } from '@slipway/core/approval';
import type { Approval } from '@slipway/core/plan';
import type { StoreApproval } from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import type { Transaction } from './transaction.ts';

export const approvalsOn = (transaction: Transaction): StoreApproval => ({
  async addApproval(approval) {
    const { approvals } = transaction.changing;
    approvals.add(String(approvals.size), { approval: copyOf(approval), standing: true });
  },
  async approvalsOf(planDigest) {
    return standing(transaction).filter((approval) => approval.planDigest === planDigest);
  },
  async approvalsForPatchSet(patchSetDigest) {
    return standing(transaction).filter(({ bounds }) => bounds.patchSetDigest === patchSetDigest);
  },
  async voidApprovals(planDigest) {
    const { approvals } = transaction.changing;
    approvals.values().forEach(({ approval }, at) => {
      if (approval.planDigest === planDigest) approvals.set(String(at), { approval, standing: false });
    });
  },
  async addRefusal(refusal) {
    const { refusals } = transaction.changing;
    if (refusals.get(refusal.planDigest) !== undefined) return false;
    refusals.set(refusal.planDigest, copyOf(refusal));
    return true;
  },
  async refusalOf(planDigest) {
    return transaction.reading.refusals.get(planDigest) ?? null;
  },
  async refusalsSince(since) {
    return transaction.reading.refusals
      .values()
      .filter(({ refusedAt }) => refusedAt >= since)
      .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  },
});

const standing = (transaction: Transaction): readonly Approval[] =>
  transaction.reading.approvals
    .values()
    .filter(({ standing }) => standing)
    .map(({ approval }) => approval);

const keyOf = ({ refusedAt, planDigest }: PlanRefusal): string => `${refusedAt} ${planDigest}`;
