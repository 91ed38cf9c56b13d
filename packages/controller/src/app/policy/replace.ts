// A new policy replaces the old one as a whole, if nobody replaced it meanwhile; every revision is kept.

import { type Policy, policyConflicts, validatePolicy } from '@slipway/core/policy';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { SavedPolicy, StoreView, Versioned } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { everyHost } from '../fleet/index.ts';

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
  store: StoreView,
  given: { readonly actor: Actor; readonly change: Versioned<Policy>; readonly rolledBackTo?: number },
): Promise<Outcome<SavedPolicy>> => {
  const { actor, change, rolledBackTo } = given;
  const { access, plans } = store;
  const sound = validatePolicy(change.value, app.ports.zones);
  if (!sound.ok) return sound;
  const clear = await whetherClear(store, change.value);
  if (!clear.ok) return clear;
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

/** Sentences for people: more of them nobody reads, and `slipway policy diff` tells all. */
const CONFLICTS_TOLD = 20;
const HOSTS_TOLD = 5;

/** No host that two policies would claim from now on. Those that are in conflict already are left out, and do not stand in the way. */
const whetherClear = async (store: StoreView, after: Policy): Promise<Outcome<void>> => {
  if (after.environments.every(({ policies = [] }) => policies.length < 2)) return ok(undefined);
  const before = (await store.plans.policy())?.value ?? after;
  const all = policyConflicts({ before, after, hosts: await everyHost(store) }).filter(({ isNew }) => isNew);
  if (all.length === 0) return ok(undefined);
  const told = all.slice(0, CONFLICTS_TOLD).map(({ environment, policyNames, count, hosts }) => {
    const names = hosts.slice(0, HOSTS_TOLD).map(({ hostname }) => hostname);
    const more = count - names.length;
    return `${policyNames.join(' and ')} of ${environment} both select ${names.join(', ')}${more === 0 ? '' : ` and ${more} more`}`;
  });
  const more = all.length - told.length;
  return refuse('policies-overlap', {
    detail: `${told.join('; ')}${more === 0 ? '' : `; and ${more} more such pairs`}`,
  });
};

export const tellLoops = ({ ports: { nudge } }: App): void => {
  nudge.notify('planning');
  nudge.notify('rollout');
  nudge.notify('promotion');
  // Exceptions may have come or gone: what is exposed by one is counted apart.
  nudge.notify('knowledge');
  nudge.notify('reminders');
};

const whoWasFirst = async (plans: StoreView['plans']): Promise<Outcome<SavedPolicy>> => {
  const [newest] = (await plans.policyRevisions({ after: null, limit: 1 })).items;
  if (newest === undefined) return refuse('not-found', { what: 'policy', id: 'current' });
  return refuse('policy-replaced', { revision: newest.revision, who: newest.by, at: newest.at });
};
