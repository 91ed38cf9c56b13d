import type { Store } from '@slipway/controller/ports';
import type { Approval } from '@slipway/core/plan';
import { addSeconds, type Instant } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { digestOfText } from '../../builders/index.ts';
import { anApproval, anAskedAgain, aRefusal, aStoredPlan } from '../../store-rows/index.ts';

const plans = [1, 2, 3].map((generation) => aStoredPlan(['host-1'], generation).plan);
const [first, second, foreign] = plans as [(typeof plans)[0], (typeof plans)[0], (typeof plans)[0]];

export const approvalContract = (open: () => Store): void => {
  describe('approvals', () => {
    const approve = (...approvals: readonly Approval[]) =>
      open().write(async (change) => {
        for (const approval of approvals) await change.approvals.addApproval(approval);
      });
    const of = (digest = first.digest) => open().read((view) => view.approvals.approvalsOf(digest));

    it('keeps the approvals of a plan in the order in which they were given', async () => {
      const given = ['zoe', 'ada', 'zoe'].map((approvedBy) =>
        anApproval(first, { approvedBy, rule: 'team', team: 'operations' }),
      );
      await approve(...given, anApproval(second));
      expect(await of()).toEqual(given);
      expect(await of(foreign.digest)).toEqual([]);
    });

    it('finds approvals by the patch set of their bounds, over all plans', async () => {
      const other = digestOfText('another patch set');
      const elsewhere = anApproval(foreign, { bounds: { ...foreign.header.bounds, patchSetDigest: other } });
      const given = [anApproval(second), anApproval(first), anApproval(second, { approvedBy: 'zoe' })];
      await approve(...given.slice(0, 1), elsewhere, ...given.slice(1));
      const forPatchSet = (digest: typeof other) => open().read((view) => view.approvals.approvalsForPatchSet(digest));
      expect(await forPatchSet(first.header.bounds.patchSetDigest)).toEqual(given);
      expect(await forPatchSet(other)).toEqual([elsewhere]);
      expect(await forPatchSet(digestOfText('none'))).toEqual([]);
    });

    it('voids what stands for one plan, and lets a later approval stand', async () => {
      await approve(anApproval(first), anApproval(second));
      await open().write((change) => change.approvals.voidApprovals(first.digest));
      expect(await of()).toEqual([]);
      const left = await open().read((view) => view.approvals.approvalsForPatchSet(first.header.bounds.patchSetDigest));
      expect(left).toEqual([anApproval(second)]);
      await approve(anApproval(first, { approvedBy: 'zoe' }));
      expect(await of()).toEqual([anApproval(first, { approvedBy: 'zoe' })]);
    });

    it('keeps the first refusal of a plan', async () => {
      const refuse = (plan: typeof first, refusedBy: string) =>
        open().write((change) => change.approvals.addRefusal(aRefusal(plan, { refusedBy })));
      expect([await refuse(first, 'dora'), await refuse(first, 'emil'), await refuse(second, 'emil')]).toEqual([
        true,
        false,
        true,
      ]);
      const refusal = (plan: typeof first) => open().read((view) => view.approvals.refusalOf(plan.digest));
      expect(await refusal(first)).toEqual(aRefusal(first));
      expect(await refusal(second)).toEqual(aRefusal(second, { refusedBy: 'emil' }));
      expect(await refusal(foreign)).toBeNull();
    });

    it('voids the refusal that stands, keeps that it was said, and lets a later one stand', async () => {
      const late = aRefusal(first, { refusedBy: 'emil', refusedAt: addSeconds(aRefusal(first).refusedAt, 60) });
      await open().write(async ({ approvals }) => {
        await approvals.addRefusal(aRefusal(first));
        await approvals.addRefusal(aRefusal(second));
        await approvals.voidRefusal(first.digest);
      });
      const refusal = (plan: typeof first) => open().read((view) => view.approvals.refusalOf(plan.digest));
      expect(await refusal(first)).toBeNull();
      expect(await refusal(second)).toEqual(aRefusal(second));
      expect(await open().write((change) => change.approvals.addRefusal(late))).toBe(true);
      expect(await refusal(first)).toEqual(late);
      const since = await open().read((view) => view.approvals.refusalsSince(aRefusal(first).refusedAt));
      expect(since.filter(({ planDigest }) => planDigest === first.digest)).toEqual([aRefusal(first), late]);
    });

    it('keeps who asked for a plan again, the first one first', async () => {
      const asked = [
        anAskedAgain(first),
        anAskedAgain(first, { askedBy: 'zoe', refusal: null, changeRequest: 'CHG-000001' }),
      ];
      await open().write(async ({ approvals }) => {
        for (const one of [...asked, anAskedAgain(second)]) await approvals.addAskedAgain(one);
      });
      const askedFor = (plan: typeof first) => open().read((view) => view.approvals.askedAgainOf(plan.digest));
      expect(await askedFor(first)).toEqual(asked);
      expect(await askedFor(foreign)).toEqual([]);
    });

    it('finds the refusals of all plans since an instant', async () => {
      const [early, late] = [
        aRefusal(first),
        aRefusal(second, { refusedAt: addSeconds(aRefusal(first).refusedAt, 60) }),
      ];
      await open().write(async (change) => {
        for (const refusal of [late, early]) await change.approvals.addRefusal(refusal);
      });
      const since = (at: Instant) => open().read((view) => view.approvals.refusalsSince(at));
      expect(await since(early.refusedAt)).toEqual([early, late]);
      expect(await since(late.refusedAt)).toEqual([late]);
      expect(await since(addSeconds(late.refusedAt, 1))).toEqual([]);
    });
  });
};
