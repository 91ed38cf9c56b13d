// What was told of an occurrence, over all plans: planning again, with the same hosts or fewer, is no news to anybody.

import type { Occurrence } from '@slipway/core/calendar';
import { asDigest, type HostId } from '@slipway/core/ids';
import type { ToldOfWindow } from '@slipway/core/notice';
import type { Instant } from '@slipway/core/time';
import type { EventOf, StoredPlan, StoreView } from '../../ports/index.ts';

/** Of one occurrence: a few announcements of a few plans. */
const TOLD_MAX = 100;

/** Under which announcements of an occurrence are found again. */
export const occurrenceSubject = (environment: string, { startsAt }: Pick<Occurrence, 'startsAt'>): string =>
  `window ${environment} ${startsAt}`;

export interface ToldEvent extends ToldOfWindow {
  readonly event: EventOf<'window-announced'> | EventOf<'window-called-off'>;
}

/** The oldest first. */
export const toldOf = async (
  view: StoreView,
  environment: string,
  occurrence: Pick<Occurrence, 'startsAt'>,
): Promise<readonly ToldEvent[]> => {
  const told: ToldEvent[] = [];
  for (const event of await view.outbox.eventsAbout(occurrenceSubject(environment, occurrence), TOLD_MAX)) {
    if (event.kind !== 'window-announced' && event.kind !== 'window-called-off') continue;
    const { at, content } = event;
    const kind = event.kind === 'window-announced' ? 'announced' : 'called-off';
    told.push({ event, kind, at, endsAt: content.occurrence.endsAt, hosts: await hostsOf(view, event) });
  }
  return told.toReversed();
};

/** The message names the first ones only; where the event does not say all of them, its plan does. */
const hostsOf = async ({ plans }: StoreView, { hosts, content }: ToldEvent['event']): Promise<readonly HostId[]> =>
  hosts ?? (await plans.plan(asDigest(content.plan)))?.header.bounds.hosts ?? [];

/**
 * When somebody first had the announcement of the last of the plan's hosts, with this end or a later one, and nothing that took
 * it back; `null`: of one nobody ever had. A message announces when it is taken, however long it waited before: for a
 * digest, or for a mail server that was away.
 */
export const announcedAt = async (
  view: StoreView,
  plan: Pick<StoredPlan, 'header'>,
  occurrence: Pick<Occurrence, 'startsAt' | 'endsAt'>,
): Promise<Instant | null> => {
  const { bounds, environment } = plan.header;
  const heardAt = new Map<HostId, Instant>();
  for (const { event, kind, endsAt, hosts } of await toldOf(view, environment, occurrence)) {
    const at = kind === 'announced' && endsAt >= occurrence.endsAt ? await takenAt(view, event) : null;
    for (const hostId of hosts) {
      if (kind === 'called-off') heardAt.delete(hostId);
      else if (at !== null && at < (heardAt.get(hostId) ?? NEVER)) heardAt.set(hostId, at);
    }
  }
  const times = bounds.hosts.map((hostId) => heardAt.get(hostId) ?? NEVER);
  const last = times.reduce((a, b) => (a < b ? b : a), '');
  return last === NEVER || last === '' ? null : (last as Instant);
};

/** Behind every instant. */
const NEVER = '~';

/** By whoever had it first; `null`: nobody has it yet. */
const takenAt = async (
  { outbox }: StoreView,
  { eventId, at }: Pick<ToldEvent['event'], 'eventId' | 'at'>,
): Promise<Instant | null> => {
  const taken = (await outbox.deliveriesOf(eventId)).filter(({ state }) => state === 'delivered');
  return taken.map(({ deliveredAt = at }) => deliveredAt).toSorted()[0] ?? null;
};
