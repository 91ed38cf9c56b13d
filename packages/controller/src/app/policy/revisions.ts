// The revisions of the policy: each with what it changed, and the way back to one.

import { policyChanges } from '@slipway/core/policy';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { PolicyRevision } from '@slipway/protocol/api';
import { policyInOrder } from '@slipway/protocol/policy';
import type { Page, PageRequest, SavedPolicy } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { savePolicy, tellLoops } from './replace.ts';

export const listPolicyRevisions = async (app: App, request: PageRequest): Promise<Page<PolicyRevision>> =>
  await app.ports.store.read(async ({ plans }) => {
    const page = await plans.policyRevisions(request);
    const items: PolicyRevision[] = [];
    for (const [at, saved] of page.items.entries()) {
      const before = page.items[at + 1] ?? (await plans.policyRevision(saved.revision - 1));
      items.push({
        revision: saved.revision,
        savedBy: saved.by,
        savedAt: saved.at,
        changes: before === null ? null : policyChanges(before.policy, policyInOrder(saved.policy)),
      });
    }
    return { items, next: page.next };
  });

export const showPolicyRevision = async (app: App, revision: number): Promise<Outcome<SavedPolicy>> => {
  const found = await app.ports.store.read(async ({ plans }) => await plans.policyRevision(revision));
  return found === null ? refuse('not-found', { what: 'policy revision', id: String(revision) }) : ok(found);
};

/** An old document as a new revision: judged anew, since rules may have come since that it does not meet. */
export const rollBackPolicy = async (
  app: App,
  actor: Actor,
  given: { readonly to: number; readonly from: number },
): Promise<Outcome<SavedPolicy>> => {
  const saved = await app.ports.store.write(async (change): Promise<Outcome<SavedPolicy>> => {
    const old = await change.plans.policyRevision(given.to);
    if (old === null) return refuse('not-found', { what: 'policy revision', id: String(given.to) });
    return await savePolicy(app, change, {
      actor,
      change: { revision: given.from, value: old.policy },
      rolledBackTo: given.to,
    });
  });
  if (saved.ok) tellLoops(app);
  return saved;
};
