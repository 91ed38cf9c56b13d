// Delivers what is in the outbox: at least once, always under the same id, and given up only after days of refusals.

import { type Reason, reason } from '@slipway/core/reasons';
import { addMs, addSeconds, type Instant } from '@slipway/core/time';
import type { Delivery, Letter, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { spreadMs, untilNext } from '../waits.ts';
import { forgetNotices } from './forget.ts';
import { digestOf, letterOf, type WordedEvent } from './letters.ts';

/** To each audience at a time; what comes meanwhile waits for no more than that. */
const DELIVERIES_MAX = 20;
/** Longer than that many take, one after the other, when each is taken at the end of its own limit (40 s for a mail). */
const CLAIM_SECONDS = 900;
const FIRST_RETRY_MS = 30_000;
const RETRY_MS_MAX = 6 * 3_600_000;
/** With doubling from half a minute to six hours: five days, a long weekend and a day to repair what is wrong. */
const ATTEMPTS_MAX = 28;

export const lookAtNotices = async (app: App): Promise<number> => {
  const { clock, store } = app.ports;
  if ((await deliverDue(app)) > 0) return 0;
  await forgetNotices(app);
  const next = await store.read(async ({ outbox }) => await outbox.nextDeliveryAt());
  return untilNext(clock.now(), next === null ? [] : [next]);
};

/** Sent as one: deliveries of one digest, or one alone. All of them stand at the same attempt. */
type Parcel = readonly [Delivery, ...Delivery[]];

/** How many messages were tried. */
export const deliverDue = async (app: App): Promise<number> => {
  const { clock, store } = app.ports;
  const now = clock.now();
  const taken = await store.write(async (change) => {
    const due: (readonly Delivery[])[] = [];
    for (const { name } of await change.outbox.audiences()) {
      const its = await change.outbox.dueDeliveries(name, now, DELIVERIES_MAX);
      if (its.length > 0) due.push(its);
    }
    if (due.length === 0) return null;
    const { owner } = app.options;
    const claim = await change.rollouts.claim('notify', owner, now, addSeconds(now, CLAIM_SECONDS));
    if (claim === null) return null;
    const parcels: (readonly Parcel[])[] = [];
    for (const its of due) parcels.push(await parcelsOf(change, its));
    return { parcels, claim };
  });
  if (taken === null) return 0;
  try {
    // Side by side: one that is dead, or answers slowly, holds up nobody else.
    const tried = await Promise.allSettled(taken.parcels.map(async (its) => await deliverTo(app, its)));
    const failed = tried.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
    return tried.reduce((all, one) => all + (one.status === 'fulfilled' ? one.value : 0), 0);
  } finally {
    await store.write(async ({ rollouts }) => await rollouts.releaseClaim(taken.claim));
  }
};

/** One audience's, in their order, until one is not taken: the others wait for the next look, which finds out anew. */
const deliverTo = async (app: App, parcels: readonly Parcel[]): Promise<number> => {
  let tried = 0;
  for (const parcel of parcels) {
    tried += 1;
    if (!(await deliver(app, parcel))) break;
  }
  return tried;
};

/** Digests are sealed with it: what is told from now on goes with another one. */
const parcelsOf = async (change: StoreView, due: readonly Delivery[]): Promise<readonly Parcel[]> => {
  const parcels: Parcel[] = [];
  const seen = new Set<string>();
  for (const delivery of due) {
    const { audience, digest } = delivery;
    if (digest === undefined) {
      parcels.push([delivery]);
      continue;
    }
    if (seen.has(digest.digestId)) continue;
    seen.add(digest.digestId);
    const members = (await change.outbox.deliveriesOfDigest(digest.digestId)).filter(
      (one) => one.audience === audience && one.state === 'waiting',
    );
    const sealed = members.map((one) => ({ ...one, digest: { ...digest, sealed: true } }));
    for (const [at, one] of members.entries()) {
      if (one.digest?.sealed === false) await change.outbox.saveDelivery(sealed[at] ?? one);
    }
    const [first, ...others] = sealed;
    if (first !== undefined) parcels.push([first, ...others]);
  }
  return parcels;
};

/** Answers whether it was taken. */
const deliver = async (app: App, parcel: Parcel): Promise<boolean> => {
  const { clock, log, notify, store } = app.ports;
  const [{ audience: name }] = parcel;
  const found = await store.read(async (view) => ({
    letter: await letterFor(view, parcel),
    audience: (await view.outbox.audiences()).find((one) => one.name === name),
  }));
  if (found.audience === undefined) return false;
  const { letterId } = found.letter;
  const told = await notify.deliver(found.audience, found.letter);
  if (!told.ok) log.warn('notice not delivered', { letterId, audience: name, reason: told.reason });
  const after = parcel.map((one) => afterAttempt(app, one, letterId, told.ok ? null : told.reason, clock.now()));
  await store.write(async ({ outbox }) => {
    for (const next of after) {
      // Somebody who was removed meanwhile keeps the end that this gave them.
      const still = (await outbox.deliveriesOf(next.eventId)).find((one) => one.audience === name);
      if (still?.state === 'waiting') await outbox.saveDelivery(next);
    }
  });
  return told.ok;
};

const letterFor = async ({ outbox }: StoreView, parcel: Parcel): Promise<Letter> => {
  const events: WordedEvent[] = [];
  for (const { eventId, wording } of parcel) {
    const event = await outbox.event(eventId);
    if (event === null) throw new Error(`a delivery names the event ${eventId}, which is not stored`);
    events.push(wording === undefined ? event : { ...event, wording });
  }
  const [{ contact = null, digest }] = parcel;
  const [first] = events;
  if (digest !== undefined) return digestOf({ ...digest, contact }, events);
  if (first === undefined) throw new Error('a message without a notice');
  return letterOf(first);
};

const afterAttempt = (app: App, before: Delivery, letterId: string, why: Reason | null, now: Instant): Delivery => {
  const attempts = before.attempts + 1;
  const delivery = { ...before, attempts, lastReason: why };
  if (why === null) return { ...delivery, state: 'delivered', deliveredAt: now };
  if (attempts >= ATTEMPTS_MAX) {
    const facts = { audience: before.audience, attempts, detail: why.code };
    return { ...delivery, state: 'given-up', lastReason: reason('notice-given-up', facts) };
  }
  const waitMs = Math.min(RETRY_MS_MAX, FIRST_RETRY_MS * 2 ** (attempts - 1));
  // By the message, so that what goes together stays together.
  const spread = spreadMs(app, `${letterId} ${before.audience} ${attempts}`, waitMs / 4);
  return { ...delivery, nextTryAt: addMs(now, waitMs + spread) };
};
