// What nobody wants any more goes, a while after: people look at what was so last night.

import { addSeconds, type Instant } from '@slipway/core/time';
import type { App } from '../context.ts';

const KEPT_SECONDS = 24 * 3600;
const FORGET_EVERY_SECONDS = 3600;

/** Of each store that is open: a loop has no memory of its own. */
const forgotAt = new WeakMap<object, Instant>();

export const lookAtReadings = async (app: App): Promise<void> => {
  const { clock, store } = app.ports;
  const now = clock.now();
  const last = forgotAt.get(store);
  if (last !== undefined && now < addSeconds(last, FORGET_EVERY_SECONDS)) return;
  await store.write(async ({ readings }) => await readings.forgetReadings(addSeconds(now, -KEPT_SECONDS)));
  forgotAt.set(store, now);
};
