import type { Delivery, News, StoreOutbox } from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import { pageNewestFirst } from './pages.ts';
import type { Tables, Transaction } from './transaction.ts';

export const outboxOn = (transaction: Transaction): StoreOutbox => ({
  ...newsOn(transaction),
  ...audiencesOn(transaction),
  ...eventsOn(transaction),
});

const newsOn = (transaction: Transaction): Pick<StoreOutbox, 'addNews' | 'news' | 'forgetNews'> => ({
  async addNews(news) {
    const table = transaction.changing.knowledge.news;
    for (const one of news) table.set(newsKey(one), copyOf(one));
  },
  async news() {
    return transaction.reading.knowledge.news.byKey();
  },
  async forgetNews(news) {
    const table = transaction.changing.knowledge.news;
    for (const one of news) table.delete(newsKey(one));
  },
});

/** In an order that is that of its parts. */
const newsKey = ({ sourcePackage, release: { distribution, release }, fixedVersion, vulnerability }: News): string =>
  [sourcePackage, distribution, release, fixedVersion ?? '', vulnerability].join('\0');

const audiencesOn = (transaction: Transaction): Pick<StoreOutbox, 'putAudience' | 'removeAudience' | 'audiences'> => ({
  async putAudience(audience) {
    transaction.changing.knowledge.audiences.set(audience.name, copyOf(audience));
  },
  async removeAudience(name) {
    const { knowledge } = transaction.changing;
    const found = knowledge.audiences.get(name);
    knowledge.audiences.delete(name);
    for (const delivery of waiting(transaction.changing)) {
      if (delivery.audience === name) save(transaction.changing, { ...delivery, state: 'given-up' });
    }
    return found !== undefined;
  },
  async audiences() {
    return transaction.reading.knowledge.audiences.byKey();
  },
});

type Events = Omit<StoreOutbox, 'addNews' | 'news' | 'forgetNews' | 'putAudience' | 'removeAudience' | 'audiences'>;

const eventsOn = (transaction: Transaction): Events => ({
  async addEvent(event) {
    const { events, audiences } = transaction.changing.knowledge;
    const { eventId, at } = event;
    events.add(eventId, copyOf(event));
    for (const { name: audience } of audiences.byKey()) {
      save(transaction.changing, { eventId, audience, attempts: 0, state: 'waiting', nextTryAt: at, lastReason: null });
    }
  },
  async event(eventId) {
    return transaction.reading.knowledge.events.get(eventId) ?? null;
  },
  async events(request) {
    return pageNewestFirst(transaction.reading.knowledge.events.byArrival(), request);
  },
  async dueDeliveries(now, limit) {
    return waiting(transaction.reading)
      .filter(({ nextTryAt }) => nextTryAt <= now)
      .slice(0, limit);
  },
  async nextDeliveryAt() {
    return waiting(transaction.reading)[0]?.nextTryAt ?? null;
  },
  async saveDelivery(delivery) {
    const { deliveries } = transaction.changing.knowledge;
    if (deliveries.get(deliveryKey(delivery)) !== undefined) save(transaction.changing, delivery);
  },
  async deliveriesOf(eventId) {
    return transaction.reading.knowledge.deliveries.byKey().filter((delivery) => delivery.eventId === eventId);
  },
});

const deliveryKey = ({ eventId, audience }: Delivery): string => `${eventId}\0${audience}`;

const save = ({ knowledge }: Tables, delivery: Delivery): void =>
  knowledge.deliveries.set(deliveryKey(delivery), copyOf(delivery));

/** The longest due first. */
const waiting = ({ knowledge }: Tables): readonly Delivery[] =>
  knowledge.deliveries
    .byKey()
    .filter(({ state }) => state === 'waiting')
    .sort((a, b) => (a.nextTryAt === b.nextTryAt ? 0 : a.nextTryAt < b.nextTryAt ? -1 : 1));
