// A plan that was made again under another checklist is the same document, and is held to something else than whoever put
// their name under it has read: from then on those names count no longer.

import { noteChecklist } from '@slipway/core/approval';
import type { ChecklistItem } from '@slipway/core/policy';
import type { Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import { followPlan } from './change-request.ts';
import { tellChangeRequest } from './tell.ts';

/** In the write that stores its checklist. `plan`: as it was made again, by whoever asked for that. */
export const loseNames = async (
  change: StoreView,
  plan: StoredPlan,
  { items, now }: { readonly items: readonly ChecklistItem[]; readonly now: Instant },
): Promise<void> => {
  await change.approvals.voidApprovals(plan.digest);
  await change.access.addAuditEvent({
    at: now,
    who: plan.author,
    action: 'plan.checklist',
    object: plan.digest,
    facts: { environment: plan.header.environment, items: items.map(({ name }) => name).join(',') },
  });
  const found = await change.changeRequests.changeRequestOf(plan.digest);
  if (found === null) return;
  const request = noteChecklist(found.value, items, now);
  if (request === found.value) return;
  await change.changeRequests.saveChangeRequest({ revision: found.revision, value: request });
  await tellChangeRequest(change, { what: 'changed', request, revision: found.revision + 1, now });
  await followPlan(change, plan, now);
};
