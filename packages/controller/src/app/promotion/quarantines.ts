// Versions that are kept from hosts: by a person, by an advisory that its vendor took back, by hosts that failed with them.

import { encodeUtf8 } from '@slipway/core/document';
import type { VersionQuarantine } from '@slipway/core/patch-set';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Page, PageRequest, StoreView } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { tellQuarantined } from './told.ts';

export type QuarantineWish = Pick<VersionQuarantine, 'platform' | 'package' | 'version' | 'why'>;

/** Hexadecimal digits of a name that is made of what it is about. */
const ID_DIGITS = 12;

export const addQuarantine = async (
  app: App,
  actor: Actor,
  wish: QuarantineWish,
): Promise<Outcome<VersionQuarantine>> => {
  const { clock, ids, store } = app.ports;
  const at = clock.now();
  const made: VersionQuarantine = {
    ...wish,
    quarantineId: ids.named('quarantine'),
    cause: 'person',
    by: actor.person,
    at,
    lifted: null,
  };
  await store.write(async (change) => await putQuarantine(change, actor, made));
  wake(app);
  return ok(made);
};

/** A person's, in the caller's write; who calls it tells the rollouts. */
export const putQuarantine = async (change: StoreView, actor: Actor, made: VersionQuarantine): Promise<void> => {
  await add(change, made);
  await change.access.addAuditEvent({
    at: made.at,
    who: actor.person,
    action: 'quarantine.add',
    object: made.quarantineId,
    facts: { package: made.package.name, version: made.version, why: made.why },
  });
};

export const liftQuarantine = async (
  app: App,
  actor: Actor,
  wish: { readonly quarantineId: string; readonly why: string },
): Promise<Outcome<VersionQuarantine>> => {
  const { clock, store } = app.ports;
  const at = clock.now();
  const { quarantineId, why } = wish;
  const outcome = await store.write(async (change): Promise<Outcome<VersionQuarantine>> => {
    const found = await change.promotions.quarantine(quarantineId);
    if (found === null) return refuse('not-found', { what: 'quarantine', id: quarantineId });
    if (found.value.lifted !== null) {
      return refuse('transition-refused', { what: 'quarantine', state: 'lifted', wish: 'be lifted' });
    }
    const value: VersionQuarantine = { ...found.value, lifted: { by: actor.person, why, at } };
    await change.promotions.saveQuarantine({ revision: found.revision, value });
    const facts = { package: value.package.name, version: value.version, why };
    await change.access.addAuditEvent({
      at,
      who: actor.person,
      action: 'quarantine.lift',
      object: quarantineId,
      facts,
    });
    return ok(value);
  });
  if (outcome.ok) wake(app);
  return outcome;
};

export const listQuarantines = async (app: App, page: PageRequest): Promise<Page<VersionQuarantine>> =>
  await app.ports.store.read(async ({ promotions }) => await promotions.quarantines(page));

/** By no person: once for what it is about. What a person has lifted since stays lifted. */
export const quarantineOnce = async (
  app: App,
  about: Omit<VersionQuarantine, 'quarantineId' | 'at' | 'lifted'>,
): Promise<boolean> => {
  const { clock, log, sha256, store } = app.ports;
  const { platform, package: its, version, cause } = about;
  // By hosts: that more of them fail says nothing new. By an advisory: each one for itself.
  const subject = [cause, platform, its, version, cause === 'hosts-failed' ? '' : about.by];
  const digest = sha256(encodeUtf8(JSON.stringify(subject)));
  const quarantineId = `${cause}-${digest.slice('sha256:'.length, 'sha256:'.length + ID_DIGITS)}`;
  const made: VersionQuarantine = { ...about, quarantineId, at: clock.now(), lifted: null };
  const added = await store.write(async (change) => {
    if ((await change.promotions.quarantine(quarantineId)) !== null) return false;
    await add(change, made);
    return true;
  });
  if (!added) return false;
  log.warn('version quarantined', { quarantineId, package: its.name, version, cause, by: about.by });
  wake(app);
  return true;
};

const add = async (change: StoreView, made: VersionQuarantine): Promise<void> => {
  await change.promotions.addQuarantine(made);
  await tellQuarantined(change, made);
};

/** Rollouts take back at once what they granted. */
const wake = ({ ports: { nudge } }: App): void => {
  for (const subject of ['rollout', 'promotion', 'notify'] as const) nudge.notify(subject);
};
