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
 * When the last of these hosts was first announced for the occurrence, to somebody who has taken it; `null`: one never was.
 * A message that nobody has got announces nothing.
 */
export const announcedAt = async (
  view: StoreView,
  plan: Pick<StoredPlan, 'header'>,
  occurrence: Pick<Occurrence, 'startsAt'>,
): Promise<Instant | null> => {
  const { bounds, environment } = plan.header;
  const missing = new Set(bounds.hosts);
  for (const event of await announcementsOf(view, environment, occurrence)) {
    const deliveries = await view.outbox.deliveriesOf(event.eventId);
    if (!deliveries.some(({ state }) => state === 'delivered')) continue;
    for (const hostId of await hostsOf(view, event)) missing.delete(hostId);
    if (missing.size === 0) return event.at;
  }
  return null;
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
