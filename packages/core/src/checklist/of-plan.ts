import type { Digest } from '../ids/index.ts';
import type { HostPlan, PlanHeader } from '../plan/index.ts';
import type { ChecklistItem } from '../policy/index.ts';
import type { PlanChecklist } from './types.ts';

/** What a plan is held to, from the rules that it was made by. */
export const checklistOf = (
  items: readonly ChecklistItem[],
  plan: { readonly digest: Digest; readonly header: PlanHeader; readonly hostPlans: readonly HostPlan[] },
): PlanChecklist => {
  const { digest, header, hostPlans } = plan;
  const { occurrences, expiresAt } = header.bounds;
  const lastStart =
    occurrences
      .map(({ cutOffAt }) => cutOffAt)
      .toSorted()
      .at(-1) ?? expiresAt;
  const idsWhere = (lacks: (hostPlan: HostPlan) => boolean) =>
    hostPlans
      .filter(lacks)
      .map(({ hostId }) => hostId)
      .toSorted();
  return {
    planDigest: digest,
    items,
    until: lastStart < expiresAt ? lastStart : expiresAt,
    withoutWayBack: idsWhere(({ wayBack }) => wayBack.kind !== 'packages'),
    withoutRestorePoint: idsWhere(
      ({ steps }) => !steps.some(({ kind, run }) => kind === 'restore-point' && run.how !== 'skip'),
    ),
  };
};
