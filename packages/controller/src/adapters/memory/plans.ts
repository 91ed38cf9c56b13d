import { PLANS_BEFORE_LOOKED_AT, type StoredPlan, type StorePlanning } from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import { pageNewestFirst } from './pages.ts';
import { ONLY, type Transaction } from './transaction.ts';
import { versionedRows } from './versioned.ts';

export const plansOn = (transaction: Transaction): StorePlanning => ({
  ...planRequestsOn(transaction),
  ...madePlansOn(transaction),
  ...policyOn(transaction),
});

const planRequestsOn = (
  transaction: Transaction,
): Pick<StorePlanning, 'addPlanRequest' | 'planRequest' | 'savePlanRequest' | 'openPlanRequests'> => {
  const its = versionedRows(
    transaction,
    ({ planRequests }) => planRequests,
    ({ planRequestId }) => planRequestId,
  );
  return {
    addPlanRequest: its.add,
    planRequest: its.find,
    savePlanRequest: its.save,
    async openPlanRequests() {
      return its.all().filter(({ value }) => value.state === 'gathering');
    },
  };
};

type MadePlans = Pick<
  StorePlanning,
  'addPlan' | 'plan' | 'plans' | 'unexpiredPlans' | 'planBefore' | 'hostPlans' | 'hostPlan' | 'currentHostPlan'
>;

const madePlansOn = (transaction: Transaction): MadePlans => ({
  async addPlan(plan, hostPlans) {
    const { plans, hostPlans: byPlan, currentHostPlans } = transaction.changing;
    if (plans.get(plan.digest) !== undefined) return;
    plans.set(plan.digest, copyOf(plan));
    const copies = hostPlans.map(copyOf).sort((a, b) => (a.hostId < b.hostId ? -1 : 1));
    byPlan.set(plan.digest, new Map(copies.map((hostPlan) => [hostPlan.hostId, hostPlan])));
    for (const hostPlan of copies) {
      const current = currentHostPlans.get(hostPlan.hostId)?.hostPlan;
      if (current !== undefined && current.generation > hostPlan.generation) continue;
      currentHostPlans.set(hostPlan.hostId, Object.freeze({ planDigest: plan.digest, hostPlan }));
    }
  },
  async plan(digest) {
    return transaction.reading.plans.get(digest) ?? null;
  },
  async plans(request) {
    return pageNewestFirst(transaction.reading.plans.byArrival(), request);
  },
  async unexpiredPlans(now) {
    const plans = transaction.reading.plans.values();
    return plans.filter(({ header }) => now < header.bounds.expiresAt);
  },
  async planBefore(digest) {
    const all = transaction.reading.plans.values();
    const at = all.findIndex((plan) => plan.digest === digest);
    const its = all[at];
    if (its === undefined) return null;
    const isOfItsPlace = ({ header, policyName = null, ofSome, rollback }: StoredPlan): boolean =>
      header.environment === its.header.environment &&
      policyName === (its.policyName ?? null) &&
      ofSome === undefined &&
      rollback === undefined;
    const before = all.slice(Math.max(0, at - PLANS_BEFORE_LOOKED_AT), at);
    return before.findLast(isOfItsPlace)?.digest ?? null;
  },
  async hostPlans(digest) {
    return [...(transaction.reading.hostPlans.get(digest)?.values() ?? [])];
  },
  async hostPlan(digest, hostId) {
    return transaction.reading.hostPlans.get(digest)?.get(hostId) ?? null;
  },
  async currentHostPlan(hostId) {
    return transaction.reading.currentHostPlans.get(hostId) ?? null;
  },
});

const policyOn = (
  transaction: Transaction,
): Pick<StorePlanning, 'policy' | 'policyRevision' | 'policyRevisions' | 'savePolicy'> => ({
  async policy() {
    const revisions = transaction.reading.policies.of(ONLY);
    const value = revisions.at(-1);
    return value === undefined ? null : { revision: revisions.length, value: value.policy };
  },
  async policyRevision(revision) {
    const saved = transaction.reading.policies.of(ONLY)[revision - 1];
    return saved === undefined ? null : { revision, ...saved };
  },
  async policyRevisions(request) {
    const rows = transaction.reading.policies
      .of(ONLY)
      .map((value, at) => ({ sequence: at + 1, value: { revision: at + 1, ...value } }));
    return pageNewestFirst(rows, request);
  },
  async savePolicy(policy, by, at) {
    const { policies } = transaction.changing;
    if (policies.of(ONLY).length !== policy.revision) return false;
    policies.append(ONLY, copyOf({ policy: policy.value, by, at }));
    return true;
  },
});
