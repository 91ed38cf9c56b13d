// What people do with change requests: look, put them in their own words, withdraw one.

import { type ChangeRequest, type ChangeRequestWording, editChangeRequest, isOpen } from '@slipway/core/approval';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { Page, PageRequest, StoreView, Versioned } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { endOf } from './change-request.ts';
import { endPreparing } from './prepare.ts';
import { wakeRefused } from './refuse.ts';
import { tellChangeRequest } from './tell.ts';

export interface ShownChangeRequest extends ChangeRequest {
  readonly revision: number;
}

const shown = ({ revision, value }: Versioned<ChangeRequest>): ShownChangeRequest => ({ ...value, revision });

const notFound = (number: string): Outcome<never> => refuse('not-found', { what: 'change request', id: number });

export const listChangeRequests = async (app: App, page: PageRequest): Promise<Page<ChangeRequest>> =>
  await app.ports.store.read(async ({ changeRequests }) => await changeRequests.changeRequests(page));

export const showChangeRequest = async (app: App, number: string): Promise<Outcome<ShownChangeRequest>> => {
  const found = await app.ports.store.read(async ({ changeRequests }) => await changeRequests.changeRequest(number));
  return found === null ? notFound(number) : ok(shown(found));
};

/** `revision`: the one that the person looked at; who comes second is told so. */
export const rewordChangeRequest = async (
  app: App,
  actor: Actor,
  wish: { readonly number: string; readonly revision: number; readonly wording: Partial<ChangeRequestWording> },
): Promise<Outcome<ShownChangeRequest>> =>
  await changing(app, wish.number, async (change, found, now) => {
    const { number, revision, wording } = wish;
    if (found.revision !== revision) return refuse('change-request-changed', { number, revision: found.revision });
    const edited = editChangeRequest(found.value, wording, { who: actor.person, at: now });
    if (!edited.ok) return edited;
    await change.changeRequests.saveChangeRequest({ revision, value: edited.value });
    const facts = { fields: Object.keys(wording).sort().join(',') };
    await change.access.addAuditEvent({
      at: now,
      who: actor.person,
      action: 'change-request.edit',
      object: number,
      facts,
    });
    await tellChangeRequest(change, { what: 'changed', request: edited.value, revision: revision + 1, now });
    return ok({ ...edited.value, revision: revision + 1 });
  });

/** Before it is carried out: from then on nothing begins under it, and it takes another plan. */
export const withdrawChangeRequest = async (
  app: App,
  actor: Actor,
  { number, why }: { readonly number: string; readonly why: string },
): Promise<Outcome<ShownChangeRequest>> =>
  await changing(app, number, async (change, found, now) => {
    const { planDigest, state } = found.value;
    if (!isOpen(found.value)) return refuse('change-request-ended', { number, state });
    const running = (await change.rollouts.rolloutsOf(planDigest)).find(({ endedAt }) => endedAt === null);
    if (running !== undefined) return refuse('change-request-in-use', { number, rollout: running.rolloutId });
    const result = { outcome: 'withdrawn', text: why, rolloutId: null } as const;
    const ended = await endOf(change, found, { result, who: actor.person, now });
    const plan = await change.plans.plan(planDigest);
    if (plan !== null) await endPreparing(change, plan);
    return ok({ ...ended, revision: found.revision + 1 });
  });

const changing = async (
  app: App,
  number: string,
  work: (change: StoreView, found: Versioned<ChangeRequest>, now: Instant) => Promise<Outcome<ShownChangeRequest>>,
): Promise<Outcome<ShownChangeRequest>> => {
  const now = app.ports.clock.now();
  const outcome = await app.ports.store.write(async (change) => {
    const found = await change.changeRequests.changeRequest(number);
    return found === null ? notFound(number) : await work(change, found, now);
  });
  if (outcome.ok) wakeRefused(app);
  return outcome;
};
