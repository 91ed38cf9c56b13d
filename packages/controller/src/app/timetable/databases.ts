// Package databases that are broken: no update begins on their hosts, so that people are told each day for as long as it is so (C06).

import type { DatabaseBroken } from '@slipway/core/notice';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { BrokenDatabase, OutboxEvent, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { tell } from '../notify/index.ts';

const LOOK_AGAIN_SECONDS = 3600;
/** A look at a host in the middle of a transaction finds it broken; the next report, minutes later, is of what came of it. */
const BROKEN_SECONDS_MIN = 1800;
/** Named in the message; lists of hosts have all of them. */
const NAMED_MAX = 50;

const lookedAt = new WeakMap<object, Instant>();

/** Answers when it wants to look again. Of the environments that were told today already nobody hears again before tomorrow. */
export const lookAtDatabases = async (app: App, now: Instant): Promise<Instant> => {
  const before = lookedAt.get(app);
  const nextAt = before === undefined ? now : addSeconds(before, LOOK_AGAIN_SECONDS);
  if (now < nextAt) return nextAt;
  const { nudge, store } = app.ports;
  const broken = await store.read(async (view) => await lastingBroken(view, now));
  lookedAt.set(app, now);
  let told = false;
  for (const event of eventsOf(broken, now)) {
    if ((await store.read(async ({ outbox }) => await outbox.event(event.eventId))) !== null) continue;
    told = (await store.write(async (change) => await tell(change, event))) || told;
  }
  if (told) nudge.notify('notify');
  return addSeconds(now, LOOK_AGAIN_SECONDS);
};

/** Of hosts on which no update begins: what was broken half an hour ago, and no report since says otherwise. */
export const lastingBroken = async (
  { fleet }: Pick<StoreView, 'fleet'>,
  now: Instant,
): Promise<readonly BrokenDatabase[]> =>
  (await fleet.brokenDatabases()).filter(({ receivedAt }) => addSeconds(receivedAt, BROKEN_SECONDS_MIN) <= now);

/** One for each environment and day. */
const eventsOf = (broken: readonly BrokenDatabase[], now: Instant): readonly OutboxEvent[] => {
  const groups = Map.groupBy(broken, ({ labels }) => labels['environment'] ?? null);
  return [...groups].map(([environment, hosts]) => {
    const names = hosts.map(({ hostname }) => hostname).toSorted();
    const content: DatabaseBroken = { environment, hosts: names.slice(0, NAMED_MAX), hostsInAll: names.length };
    return {
      eventId: `database-broken.${now.slice(0, 10)}${environment === null ? '' : `.${environment}`}`,
      ...{ at: now, kind: 'database-broken', content },
      ...(environment === null ? {} : { environments: [environment] }),
    };
  });
};
