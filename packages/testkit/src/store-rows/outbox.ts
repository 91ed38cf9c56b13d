import type { Audience, Delivery, EventOf } from '@slipway/controller/ports';
import { reason } from '@slipway/core/reasons';
import { THE_MORNING } from '../builders/index.ts';

export const aWebhook = (name = 'chat', key = 'shared'): Audience => ({
  name,
  kind: 'webhook',
  url: `https://hooks.invalid/${name}`,
  key,
});

/** Of a feed that failed. */
export const anEvent = (given: Partial<EventOf<'feed-failed'>> = {}): EventOf<'feed-failed'> => ({
  eventId: 'event-1',
  at: THE_MORNING,
  kind: 'feed-failed',
  content: { feed: 'kev', reason: reason('feed-is-html', { feed: 'kev' }), goodAt: null },
  ...given,
});

/** One of its own, that nobody has tried. */
export const aDelivery = (given: Partial<Delivery> = {}): Delivery => ({
  eventId: 'event-1',
  audience: 'chat',
  attempts: 0,
  state: 'waiting',
  nextTryAt: THE_MORNING,
  lastReason: null,
  addedAt: THE_MORNING,
  contact: null,
  ...given,
});
