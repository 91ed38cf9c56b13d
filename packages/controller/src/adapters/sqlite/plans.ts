import { asDigest } from '@slipway/core/ids';
import type { HostPlan } from '@slipway/core/plan';
import {
  mapPage,
  type PlanRequest,
  pageOf,
  readCursor,
  type StoredPlan,
  type StorePlanning,
} from '../../ports/index.ts';
import { readDocument, readTagged, readVersioned, writeDocument } from './documents.ts';
import { policyOn } from './policy.ts';
import type { Transaction } from './transaction.ts';

export const plansOn = (transaction: Transaction): StorePlanning => ({
  ...planRequestsOn(transaction),
  ...madePlansOn(transaction),
  ...hostPlansOn(transaction),
  ...policyOn(transaction),
});

const planRequestsOn = (
  transaction: Transaction,
): Pick<StorePlanning, 'addPlanRequest' | 'planRequest' | 'savePlanRequest' | 'openPlanRequests'> => ({
  async addPlanRequest(request) {
    await transaction.changing
      .insertInto('plan_request')
      .values({
        plan_request_id: request.planRequestId,
        state: request.state,
        revision: 1,
        document: writeDocument(request),
      })
      .execute();
  },
  async planRequest(planRequestId) {
    const row = await planRequestRows(transaction).where('plan_request_id', '=', planRequestId).executeTakeFirst();
    return row === undefined ? null : versioned(row);
  },
  async savePlanRequest({ revision, value }) {
    const { numUpdatedRows } = await transaction.changing
      .updateTable('plan_request')
      .set({ state: value.state, revision: revision + 1, document: writeDocument(value) })
      .where('plan_request_id', '=', value.planRequestId)
      .where('revision', '=', revision)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  },
  async openPlanRequests() {
    const rows = await planRequestRows(transaction).where('state', '=', 'gathering').orderBy('number').execute();
    return rows.map(versioned);
  },
});

const planRequestRows = (transaction: Transaction) =>
  transaction.reading.selectFrom('plan_request').select(['revision', 'document']);

const versioned = (row: Parameters<typeof readVersioned>[0]) => readVersioned<PlanRequest>(row, 'plan request');

const madePlansOn = (
  transaction: Transaction,
): Pick<StorePlanning, 'addPlan' | 'plan' | 'plans' | 'unexpiredPlans'> => ({
  async addPlan(plan, hostPlans) {
    const queries = transaction.changing;
    const added = await queries
      .insertInto('plan')
      .values({ digest: plan.digest, document: writeDocument(plan) })
      .onConflict((conflict) => conflict.column('digest').doNothing())
      .returning('number')
      .executeTakeFirst();
    if (added === undefined) return;
    for (const hostPlan of hostPlans) {
      const { hostId, generation } = hostPlan;
      const row = { plan_number: added.number, host_id: hostId, generation, document: writeDocument(hostPlan) };
      await queries.insertInto('host_plan').values(row).execute();
    }
  },
  async plan(digest) {
    const row = await transaction.reading
      .selectFrom('plan')
      .select('document')
      .where('digest', '=', digest)
      .executeTakeFirst();
    return row === undefined ? null : storedPlan(row);
  },
  async plans(request) {
    const after = readCursor(request, 'number');
    const rows = await transaction.reading
      .selectFrom('plan')
      .select(['number', 'document'])
      .$if(after !== null, (query) => query.where('number', '<', after?.[0] ?? 0))
      .orderBy('number', 'desc')
      .limit(request.limit + 1)
      .execute();
    return mapPage(
      pageOf(rows, request, ({ number }) => [number]),
      storedPlan,
    );
  },
  async unexpiredPlans(now) {
    const rows = await transaction.reading
      .selectFrom('plan')
      .select('document')
      .where('expires_at', '>', now)
      .orderBy('number')
      .execute();
    return rows.map(storedPlan);
  },
});

const storedPlan = (row: { readonly document: string }): StoredPlan => readDocument<StoredPlan>(row.document, 'plan');

const hostPlansOn = (transaction: Transaction): Pick<StorePlanning, 'hostPlans' | 'hostPlan' | 'currentHostPlan'> => ({
  async hostPlans(digest) {
    const rows = await hostPlanRows(transaction)
      .where('plan.digest', '=', digest)
      .orderBy('host_plan.host_id')
      .execute();
    return rows.map(hostPlanOf);
  },
  async hostPlan(digest, hostId) {
    const row = await hostPlanRows(transaction)
      .where('plan.digest', '=', digest)
      .where('host_plan.host_id', '=', hostId)
      .executeTakeFirst();
    return row === undefined ? null : hostPlanOf(row);
  },
  async currentHostPlan(hostId) {
    const row = await hostPlanRows(transaction)
      .where('host_plan.host_id', '=', hostId)
      .orderBy('host_plan.generation', 'desc')
      .orderBy('host_plan.plan_number', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : { planDigest: asDigest(row.digest), hostPlan: hostPlanOf(row) };
  },
});

const hostPlanRows = (transaction: Transaction) =>
  transaction.reading
    .selectFrom('host_plan')
    .innerJoin('plan', 'plan.number', 'host_plan.plan_number')
    .select(['plan.digest', 'host_plan.document']);

const hostPlanOf = (row: { readonly document: string }): HostPlan =>
  readTagged<HostPlan>(row.document, 'slipway.host-plan/1');
