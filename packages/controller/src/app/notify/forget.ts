// Notices go when nobody can ask for them any more: what was told, and to whom, is of the year in which it was told. By then
// nothing that is derived again and again could be told anew: its moment is over.

import { addSeconds, type Instant } from '@slipway/core/time';
import type { App } from '../context.ts';

/** As knowledge: a year's audit, and the month in which it is done. */
const NOTICE_RETENTION_DAYS = 400;
const DAY_SECONDS = 86_400;
const FORGET_EVERY_SECONDS = 3600;
/** In one write, which others wait for. */
const FORGET_MAX = 500;

/** Of each store that is open: a loop has no memory of its own. */
const forgotAt = new WeakMap<object, Instant>();

export const forgetNotices = async (app: App): Promise<void> => {
  const { clock, store } = app.ports;
  const now = clock.now();
  const last = forgotAt.get(store);
  if (last !== undefined && now < addSeconds(last, FORGET_EVERY_SECONDS)) return;
  const before = addSeconds(now, -NOTICE_RETENTION_DAYS * DAY_SECONDS);
  const forgotten = await store.write(async ({ outbox }) => await outbox.forgetEvents(before, FORGET_MAX));
  // More are old: they go at the next looks, others between.
  if (forgotten < FORGET_MAX) forgotAt.set(store, now);
};
