// A new policy replaces the old one as a whole, if nobody replaced it meanwhile; every revision is kept.

import { type Policy, validatePolicy } from '@slipway/core/policy';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { SavedPolicy, StoreView, Versioned } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';

export const replacePolicy = async (
  app: App,
  actor: Actor,
  change: Versioned<Policy>,
): Promise<Outcome<SavedPolicy>> => {
  const saved = await app.ports.store.write(async (store) => await savePolicy(app, store, { actor, change }));
  if (saved.ok) tellLoops(app);
  return saved;
};

/** In the writer's own transaction. `rolledBackTo`: an old revision whose document this is. */
export const savePolicy = async (
  app: App,
  { access, plans }: StoreView,
  given: { readonly actor: Actor; readonly change: Versioned<Policy>; readonly rolledBackTo?: number },
): Promise<Outcome<SavedPolicy>> => {
  const { actor, change, rolledBackTo } = given;
  const sound = validatePolicy(change.value, app.ports.zones);
  if (!sound.ok) return sound;
  const at = app.ports.clock.now();
  if (!(await plans.savePolicy(change, actor.person, at))) return await whoWasFirst(plans);
  const revision = change.revision + 1;
  await access.addAuditEvent({
    at,
    who: actor.person,
    action: rolledBackTo === undefined ? 'policy.replace' : 'policy.roll-back',
    object: 'policy',
    facts: { revision, ...(rolledBackTo === undefined ? {} : { of: rolledBackTo }) },
  });
  return ok({ revision, policy: change.value, by: actor.person, at });
};

export const tellLoops = ({ ports: { nudge } }: App): void => {
  nudge.notify('planning');
  nudge.notify('rollout');
};

const whoWasFirst = async (plans: StoreView['plans']): Promise<Outcome<SavedPolicy>> => {
  const [newest] = (await plans.policyRevisions({ after: null, limit: 1 })).items;
  if (newest === undefined) return refuse('not-found', { what: 'policy', id: 'current' });
  return refuse('policy-replaced', { revision: newest.revision, who: newest.by, at: newest.at });
};
