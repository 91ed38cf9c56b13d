import type { PlanAskedAgain, PlanRefusal } from '@slipway/core/approval';
import type { Approval } from '@slipway/core/plan';
import { sql } from 'kysely';
import type { StoreApproval } from '../ports/index.ts';
import { fieldOf } from './dialect.ts';
import { readDocument, writeDocument } from './documents.ts';
import type { Transaction } from './transaction.ts';

export const approvalsOn = (transaction: Transaction): StoreApproval => ({
  ...namesOn(transaction),
  ...refusalsOn(transaction),
});

type Names = Pick<StoreApproval, 'addApproval' | 'approvalsOf' | 'approvalsForPatchSet' | 'voidApprovals'>;

const namesOn = (transaction: Transaction): Names => ({
  async addApproval(approval) {
    await transaction.changing
      .insertInto('approval')
      .values({
        plan_digest: approval.planDigest,
        patch_set_digest: approval.bounds.patchSetDigest,
        standing: 1,
        document: writeDocument(approval),
      })
      .execute();
  },
  async approvalsOf(planDigest) {
    const rows = await standingRows(transaction).where('plan_digest', '=', planDigest).execute();
    return rows.map(approvalOf);
  },
  async approvalsForPatchSet(patchSetDigest) {
    const rows = await standingRows(transaction).where('patch_set_digest', '=', patchSetDigest).execute();
    return rows.map(approvalOf);
  },
  async voidApprovals(planDigest) {
    await transaction.changing
      .updateTable('approval')
      .set({ standing: 0 })
      .where('plan_digest', '=', planDigest)
      .execute();
  },
});

const refusalsOn = (transaction: Transaction): Omit<StoreApproval, keyof Names> => ({
  async addRefusal(refusal) {
    const { numInsertedOrUpdatedRows } = await transaction.changing
      .insertInto('plan_refusal')
      .values({ plan_digest: refusal.planDigest, standing: 1, document: writeDocument(refusal) })
      .onConflict((conflict) => conflict.column('plan_digest').where('standing', '=', sql.lit(1)).doNothing())
      .executeTakeFirst();
    return (numInsertedOrUpdatedRows ?? 0n) > 0n;
  },
  async refusalOf(planDigest) {
    const row = await transaction.reading
      .selectFrom('plan_refusal')
      .select('document')
      .where('plan_digest', '=', planDigest)
      .where('standing', '=', 1)
      .executeTakeFirst();
    return row === undefined ? null : readDocument<PlanRefusal>(row.document, 'refusal');
  },
  async voidRefusal(planDigest) {
    await transaction.changing
      .updateTable('plan_refusal')
      .set({ standing: 0 })
      .where('plan_digest', '=', planDigest)
      .execute();
  },
  async refusalsSince(since) {
    // A few in a year: no index is worth its keep.
    const saidAt = fieldOf('document', 'refusedAt');
    const rows = await transaction.reading
      .selectFrom('plan_refusal')
      .select('document')
      .where(saidAt, '>=', since)
      .orderBy(saidAt)
      .orderBy('plan_digest')
      .execute();
    return rows.map(({ document }) => readDocument<PlanRefusal>(document, 'refusal'));
  },
  async addAskedAgain(asked) {
    await transaction.changing
      .insertInto('plan_asked_again')
      .values({ plan_digest: asked.planDigest, document: writeDocument(asked) })
      .execute();
  },
  async askedAgainOf(planDigest) {
    const rows = await transaction.reading
      .selectFrom('plan_asked_again')
      .select('document')
      .where('plan_digest', '=', planDigest)
      .orderBy('number')
      .execute();
    return rows.map(({ document }) => readDocument<PlanAskedAgain>(document, 'plan asked again'));
  },
});

const standingRows = (transaction: Transaction) =>
  transaction.reading.selectFrom('approval').select('document').where('standing', '=', 1).orderBy('number');

const approvalOf = (row: { readonly document: string }): Approval => readDocument<Approval>(row.document, 'approval');
