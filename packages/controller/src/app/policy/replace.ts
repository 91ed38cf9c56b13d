// A new policy replaces the old one as a whole, if nobody replaced it meanwhile; every revision is kept.

import { type Policy, validatePolicy } from '@slipway/core/policy';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Versioned } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';

export const replacePolicy = async (
  app: App,
  actor: Actor,
  change: Versioned<Policy>,
): Promise<Outcome<Versioned<Policy>>> => {
  const { clock, nudge, store } = app.ports;
  const sound = validatePolicy(change.value);
  if (!sound.ok) return sound;
  const at = clock.now();
  const saved = await store.write(async ({ access, plans }): Promise<Outcome<Versioned<Policy>>> => {
    if (!(await plans.savePolicy(change, actor.person, at))) {
      return refuse('conflict', { what: 'policy', id: `of revision ${change.revision}` });
    }
    const revision = change.revision + 1;
    await access.addAuditEvent({
      at,
      who: actor.person,
      action: 'policy.replace',
      object: 'policy',
      facts: { revision },
    });
    return ok({ revision, value: change.value });
  });
  if (saved.ok) {
    nudge.notify('planning');
    nudge.notify('rollout');
  }
  return saved;
};
