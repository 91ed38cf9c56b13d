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

export interface HouseText extends NoticeText {
  readonly audiences: readonly string[];
}

export type ShownNotice = Notice & {
  /** As it is by default. */
  readonly text: NoticeText;
  /** Of the audiences that policy had other words for when it was told. */
  readonly houseTexts: readonly HouseText[];
};

/** With the words in which people get it. */
export const showNotice = async (app: App, eventId: string): Promise<Outcome<ShownNotice>> =>
  await app.ports.store.read(async ({ outbox }): Promise<Outcome<ShownNotice>> => {
    const event = await outbox.event(eventId);
    if (event === null) return refuse('not-found', { what: 'notice', id: eventId });
    const deliveries = await outbox.deliveriesOf(eventId);
    return ok({ ...event, deliveries, text: composeNotice(event), houseTexts: houseTextsOf(event, deliveries) });
  });

/** The same words for several audiences are one text. */
const houseTextsOf = (event: OutboxEvent, deliveries: readonly Delivery[]): readonly HouseText[] => {
  const texts = new Map<string, { readonly text: NoticeText; readonly audiences: string[] }>();
  for (const { audience, wording } of deliveries) {
    if (wording === undefined) continue;
    const text = composeNotice({ ...event, wording });
    const key = JSON.stringify(text);
    const known = texts.get(key) ?? { text, audiences: [] };
    known.audiences.push(audience);
    texts.set(key, known);
  }
  return [...texts.values()].map(({ text, audiences }) => ({ audiences, ...text }));
};
