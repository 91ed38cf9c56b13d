// Delivers what is in the outbox: at least once, always under the same id, and given up only after days of refusals.

import { type Reason, reason } from '@slipway/core/reasons';
import { addMs, addSeconds, type Instant } from '@slipway/core/time';
import type { Delivery } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { spreadMs } from './spread.ts';

/** One audience that answers slowly holds up the others for so long at most. */
const DELIVERIES_MAX = 20;
/** Longer than that many deliveries take when each waits for its own limit. */
const CLAIM_SECONDS = 900;
const FIRST_RETRY_MS = 30_000;
const RETRY_MS_MAX = 6 * 3_600_000;
/** With doubling from half a minute to six hours: five days, a long weekend and a day to repair what is wrong. */
const ATTEMPTS_MAX = 28;

/** How many were tried. */
export const deliverDue = async (app: App): Promise<number> => {
  const { clock, store } = app.ports;
  const now = clock.now();
  const taken = await store.write(async ({ knowledge, rollouts }) => {
    const due = await knowledge.dueDeliveries(now, DELIVERIES_MAX);
    if (due.length === 0) return null;
    const claim = await rollouts.claim('notify', app.options.owner, now, addSeconds(now, CLAIM_SECONDS));
    return claim === null ? null : { due, claim };
  });
  if (taken === null) return 0;
  try {
    for (const delivery of taken.due) await deliver(app, delivery);
  } finally {
    await store.write(async ({ rollouts }) => await rollouts.releaseClaim(taken.claim));
  }
  return taken.due.length;
};

const deliver = async (app: App, delivery: Delivery): Promise<void> => {
  const { clock, log, notify, store } = app.ports;
  const found = await store.read(async ({ knowledge }) => ({
    event: await knowledge.event(delivery.eventId),
    audience: (await knowledge.audiences()).find(({ name }) => name === delivery.audience),
  }));
  if (found.event === null || found.audience === undefined) return;
  const told = await notify.deliver(found.audience, found.event);
  const { eventId, audience } = delivery;
  if (!told.ok) log.warn('notice not delivered', { eventId, audience, reason: told.reason });
  const next = afterAttempt(app, delivery, told.ok ? null : told.reason, clock.now());
  // Somebody who was removed meanwhile keeps the end that this gave them.
  await store.write(async ({ knowledge }) => {
    const still = (await knowledge.deliveriesOf(eventId)).find((one) => one.audience === audience);
    if (still?.state === 'waiting') await knowledge.saveDelivery(next);
  });
};

const afterAttempt = (app: App, before: Delivery, why: Reason | null, now: Instant): Delivery => {
  const attempts = before.attempts + 1;
  const delivery = { ...before, attempts, lastReason: why };
  if (why === null) return { ...delivery, state: 'delivered' };
  if (attempts >= ATTEMPTS_MAX) {
    const facts = { audience: before.audience, attempts, detail: why.code };
    return { ...delivery, state: 'given-up', lastReason: reason('notice-given-up', facts) };
  }
  const waitMs = Math.min(RETRY_MS_MAX, FIRST_RETRY_MS * 2 ** (attempts - 1));
  const spread = spreadMs(app, `${before.eventId} ${before.audience} ${attempts}`, waitMs / 4);
  return { ...delivery, nextTryAt: addMs(now, waitMs + spread) };
};
