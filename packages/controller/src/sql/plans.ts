import { asDigest, type Digest } from '@slipway/core/ids';
import type { HostPlan } from '@slipway/core/plan';
import { type SqlBool, sql } from 'kysely';
import {
  mapPage,
  PLANS_BEFORE_LOOKED_AT,
  type PlanRequest,
  type StoredPlan,
  type StorePlanning,
} from '../ports/index.ts';
import { fieldOf } from './dialect.ts';
import { readKept, readTagged, writeDocument } from './documents.ts';
import { NEWEST_FIRST, pageOver } from './pages.ts';
import { policyOn } from './policy.ts';
import type { Transaction } from './transaction.ts';
import { versionedRows } from './versioned.ts';

export const plansOn = (transaction: Transaction): StorePlanning => ({
  ...planRequestsOn(transaction),
  ...madePlansOn(transaction),
  ...hostPlansOn(transaction),
  ...policyOn(transaction),
});

const planRequestRowsOn = versionedRows<PlanRequest, 'plan_request'>({
  table: 'plan_request',
  key: 'plan_request_id',
  columns: { plan_request_id: ({ planRequestId }) => planRequestId, state: ({ state }) => state },
});

const planRequestsOn = (
  transaction: Transaction,
): Pick<StorePlanning, 'addPlanRequest' | 'planRequest' | 'savePlanRequest' | 'openPlanRequests'> => {
  const its = planRequestRowsOn(transaction);
  return {
    addPlanRequest: its.add,
    planRequest: its.find,
    savePlanRequest: its.save,
    async openPlanRequests() {
      const open = transaction.reading.selectFrom('plan_request').where('state', '=', 'gathering').orderBy('number');
      return (await open.select(['revision', 'document']).execute()).map(its.read);
    },
  };
};

const madePlansOn = (
  transaction: Transaction,
): Pick<StorePlanning, 'addPlan' | 'plan' | 'plans' | 'unexpiredPlans' | 'planBefore'> => ({
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
    const rows = transaction.reading.selectFrom('plan').select(['number', 'document']);
    return mapPage(await pageOver(rows, request, NEWEST_FIRST), storedPlan);
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
  planBefore: async (digest) => await planBefore(transaction, digest),
});

const planBefore: (transaction: Transaction, digest: Digest) => Promise<Digest | null> = async (
  { reading },
  digest,
) => {
  const its = await reading
    .selectFrom('plan')
    .select(['number', 'document'])
    .where('digest', '=', digest)
    .executeTakeFirst();
  if (its === undefined) return null;
  const { header, policyName = null } = storedPlan(its);
  const row = await reading
    .selectFrom('plan')
    .select('digest')
    .where('number', '<', its.number)
    .where('number', '>=', its.number - PLANS_BEFORE_LOOKED_AT)
    .where(sql<SqlBool>`${fieldOf('document', 'header', 'environment')} = ${header.environment}`)
    .where(sql<SqlBool>`coalesce(${fieldOf('document', 'policyName')}, '') = ${policyName ?? ''}`)
    .where(sql<SqlBool>`${fieldOf('document', 'ofSome')} is null`)
    .where(sql<SqlBool>`${fieldOf('document', 'rollback')} is null`)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : asDigest(row.digest);
};

const storedPlan = (row: { readonly document: string }): StoredPlan => readKept<StoredPlan>(row.document, 'plan');

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
