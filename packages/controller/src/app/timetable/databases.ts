// Package databases that are broken: no update begins on their hosts, so that people are told each day for as long as it is so (C06).

import type { Digest } from '@slipway/core/ids';
import type { DatabaseBroken } from '@slipway/core/notice';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { HostRecord, OutboxEvent, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { everyHost } from '../fleet/index.ts';
import { tell } from '../notify/index.ts';

const LOOK_AGAIN_SECONDS = 3600;
/** A look at a host in the middle of a transaction finds it broken; the next report, minutes later, is of what came of it. */
const BROKEN_SECONDS_MIN = 1800;
/** Hosts of one read: others wait for it on a small store. */
const HOSTS_AT_ONCE = 200;
/** Named in the message; lists of hosts have all of them. */
const NAMED_MAX = 50;

interface Memory {
  lookedAt: Instant;
  /** By the digest of an inventory, which stands for all of it. */
  readonly known: Map<Digest, 'whole' | 'broken'>;
}
const memories = new WeakMap<object, Memory>();

/** Answers when it wants to look again. Of the environments that were told today already nobody hears again before tomorrow. */
export const lookAtDatabases = async (app: App, now: Instant): Promise<Instant> => {
  const memory = memories.get(app);
  const nextAt = memory === undefined ? now : addSeconds(memory.lookedAt, LOOK_AGAIN_SECONDS);
  if (now < nextAt) return nextAt;
  const { nudge, store } = app.ports;
  const hosts = await store.read(everyHost);
  const known: Memory['known'] = new Map();
  const broken: HostRecord[] = [];
  for (let at = 0; at < hosts.length; at += HOSTS_AT_ONCE) {
    const some = hosts.slice(at, at + HOSTS_AT_ONCE);
    broken.push(
      ...(await store.read(async (view) => await brokenAmong(view, some, { before: memory?.known, known, now }))),
    );
  }
  memories.set(app, { lookedAt: now, known });
  let told = false;
  for (const event of eventsOf(broken, now)) {
    if ((await store.read(async ({ outbox }) => await outbox.event(event.eventId))) !== null) continue;
    told = (await store.write(async (change) => await tell(change, event))) || told;
  }
  if (told) nudge.notify('notify');
  return addSeconds(now, LOOK_AGAIN_SECONDS);
};

const brokenAmong = async (
  { fleet }: StoreView,
  hosts: readonly HostRecord[],
  {
    before,
    known,
    now,
  }: { readonly before: Memory['known'] | undefined; readonly known: Memory['known']; readonly now: Instant },
): Promise<readonly HostRecord[]> => {
  const broken: HostRecord[] = [];
  for (const host of hosts) {
    const newest = await fleet.inventoryDigest(host.hostId);
    if (newest === null) continue;
    const { digest, receivedAt } = newest;
    const state = before?.get(digest) ?? known.get(digest) ?? (await stateOf(fleet, host));
    known.set(digest, state);
    if (state === 'broken' && addSeconds(receivedAt, BROKEN_SECONDS_MIN) <= now) broken.push(host);
  }
  return broken;
};

const stateOf = async (fleet: StoreView['fleet'], { hostId }: HostRecord): Promise<'whole' | 'broken'> => {
  const stored = await fleet.inventory(hostId);
  return stored === null || stored.inventory.packageDatabase.state === 'whole' ? 'whole' : 'broken';
};

/** One for each environment and day. */
const eventsOf = (broken: readonly HostRecord[], now: Instant): readonly OutboxEvent[] => {
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
