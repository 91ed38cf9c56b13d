// What audiences were told, and whether it arrived.

import type { Delivery, OutboxEvent, Page, PageRequest } from '../../ports/index.ts';
import type { App } from '../context.ts';

export interface Notice extends OutboxEvent {
  readonly deliveries: readonly Delivery[];
}

/** Newest first. */
export const listNotices = async (app: App, page: PageRequest): Promise<Page<Notice>> =>
  await app.ports.store.read(async ({ knowledge }) => {
    const { items, next } = await knowledge.events(page);
    const notices: Notice[] = [];
    for (const event of items) notices.push({ ...event, deliveries: await knowledge.deliveriesOf(event.eventId) });
    return { items: notices, next };
  });
