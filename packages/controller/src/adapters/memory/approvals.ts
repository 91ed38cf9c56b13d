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
    if (standingRefusal(transaction, refusal.planDigest) !== null) return false;
    refusals.add(String(refusals.size), { refusal: copyOf(refusal), standing: true });
    return true;
  },
  async refusalOf(planDigest) {
    return standingRefusal(transaction, planDigest);
  },
  async voidRefusal(planDigest) {
    const { refusals } = transaction.changing;
    refusals.values().forEach(({ refusal }, at) => {
      if (refusal.planDigest === planDigest) refusals.set(String(at), { refusal, standing: false });
    });
  },
  async refusalsSince(since) {
    return transaction.reading.refusals
      .values()
      .map(({ refusal }) => refusal)
      .filter(({ refusedAt }) => refusedAt >= since)
      .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  },
  async addAskedAgain(asked) {
    transaction.changing.askedAgain.append('', copyOf(asked));
  },
  async askedAgainOf(planDigest) {
    return transaction.reading.askedAgain.of('').filter((asked) => asked.planDigest === planDigest);
  },
});

const standingRefusal = (transaction: Transaction, planDigest: PlanRefusal['planDigest']): PlanRefusal | null =>
  transaction.reading.refusals.values().find(({ refusal, standing }) => standing && refusal.planDigest === planDigest)
    ?.refusal ?? null;

const standing = (transaction: Transaction): readonly Approval[] =>
  transaction.reading.approvals
    .values()
    .filter(({ standing }) => standing)
    .map(({ approval }) => approval);

const keyOf = ({ refusedAt, planDigest }: PlanRefusal): string => `${refusedAt} ${planDigest}`;
