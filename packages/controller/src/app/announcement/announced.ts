// What was announced of an occurrence, over all plans: planning again, with the same hosts or fewer, is no news to anybody.

import type { Occurrence } from '@slipway/core/calendar';
import { asDigest, type HostId } from '@slipway/core/ids';
import type { Instant } from '@slipway/core/time';
import type { EventOf, StoredPlan, StoreView } from '../../ports/index.ts';

/** Of one occurrence: a few announcements of a few plans. */
const ANNOUNCEMENTS_MAX = 100;

/** Under which announcements of an occurrence are found again. */
export const occurrenceSubject = (environment: string, { startsAt }: Pick<Occurrence, 'startsAt'>): string =>
  `window ${environment} ${startsAt}`;

/**
 * When somebody first had the announcement of the last of the plan's hosts; `null`: of one nobody ever had. A message announces
 * when it is taken, however long it waited before: for a digest, or for a mail server that was away.
 */
export const announcedAt = async (
  view: StoreView,
  plan: Pick<StoredPlan, 'header'>,
  occurrence: Pick<Occurrence, 'startsAt'>,
): Promise<Instant | null> => {
  const { bounds, environment } = plan.header;
  const heard: { readonly at: Instant; readonly hosts: readonly HostId[] }[] = [];
  for (const event of await announcementsOf(view, environment, occurrence)) {
    const at = await takenAt(view, event);
    if (at !== null) heard.push({ at, hosts: await hostsOf(view, event) });
  }
  const missing = new Set(bounds.hosts);
  for (const { at, hosts } of heard.toSorted((a, b) => (a.at < b.at ? -1 : 1))) {
    for (const hostId of hosts) missing.delete(hostId);
    if (missing.size === 0) return at;
  }
  return null;
};

/** By whoever had it first; `null`: nobody has it yet. */
const takenAt = async (
  { outbox }: StoreView,
  { eventId, at }: Pick<EventOf<'window-announced'>, 'eventId' | 'at'>,
): Promise<Instant | null> => {
  const taken = (await outbox.deliveriesOf(eventId)).filter(({ state }) => state === 'delivered');
  return taken.map(({ deliveredAt = at }) => deliveredAt).toSorted()[0] ?? null;
};

/** Whether all of these hosts were announced since then; delivering it is the outbox's. */
export const wasTold = async (
  view: StoreView,
  {
    environment,
    occurrence,
    since,
  }: {
    readonly environment: string;
    readonly occurrence: Occurrence;
    readonly since: Instant;
  },
  hosts: readonly HostId[],
): Promise<boolean> => {
  const missing = new Set(hosts);
  for (const event of await announcementsOf(view, environment, occurrence)) {
    if (event.at < since) continue;
    for (const hostId of await hostsOf(view, event)) missing.delete(hostId);
  }
  return missing.size === 0;
};

/** The oldest first. */
const announcementsOf = async (
  { outbox }: StoreView,
  environment: string,
  occurrence: Pick<Occurrence, 'startsAt'>,
): Promise<readonly EventOf<'window-announced'>[]> =>
  (await outbox.eventsAbout(occurrenceSubject(environment, occurrence), ANNOUNCEMENTS_MAX))
    .filter((event) => event.kind === 'window-announced')
    .toReversed();

/** The message names the first ones only; the plan has all. */
const hostsOf = async ({ plans }: StoreView, { content }: EventOf<'window-announced'>): Promise<readonly HostId[]> =>
  (await plans.plan(asDigest(content.plan)))?.header.bounds.hosts ?? [];
