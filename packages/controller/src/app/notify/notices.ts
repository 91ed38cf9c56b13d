// What audiences were told, and whether it arrived.

import { composeNotice, type NoticeText } from '@slipway/core/notice';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Delivery, OutboxEvent, Page, PageRequest } from '../../ports/index.ts';
import type { App } from '../context.ts';

export type Notice = OutboxEvent & { readonly deliveries: readonly Delivery[] };

/** Newest first. */
export const listNotices = async (app: App, page: PageRequest): Promise<Page<Notice>> =>
  await app.ports.store.read(async ({ outbox }) => {
    const { items, next } = await outbox.events(page);
    const notices: Notice[] = [];
    for (const event of items) notices.push({ ...event, deliveries: await outbox.deliveriesOf(event.eventId) });
    return { items: notices, next };
  });

/** With the words in which people get it. */
export const showNotice = async (app: App, eventId: string): Promise<Outcome<Notice & { readonly text: NoticeText }>> =>
  await app.ports.store.read(async ({ outbox }): Promise<Outcome<Notice & { readonly text: NoticeText }>> => {
    const event = await outbox.event(eventId);
    if (event === null) return refuse('not-found', { what: 'notice', id: eventId });
    return ok({ ...event, deliveries: await outbox.deliveriesOf(eventId), text: composeNotice(event) });
  });
