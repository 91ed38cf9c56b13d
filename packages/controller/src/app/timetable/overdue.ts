// Telling who is overdue: once for a patch set in a place, when its time is over.

import { addSeconds, type Instant } from '@slipway/core/time';
import type { OutboxEvent, StoreView } from '../../ports/index.ts';
import { everyHost } from '../fleet/index.ts';
import { tell } from '../notify/index.ts';
import { type Deadline, type Deadlines, isMissing, readDeadlines } from './deadlines.ts';

/** Named in the message; the report has all of them. */
const NAMED_MAX = 50;
/** What ended while no controller ran is told late; what ended longer ago was told, or nobody asked for it then. */
const TOLD_SECONDS_MAX = 7 * 86_400;

/** Those whose time was over when nobody was overdue: nothing comes of looking at them again. */
const settled = new WeakMap<object, Set<string>>();

/** Whether anything was told, and when the next deadline ends. */
export const lookAtDeadlines = async (
  view: StoreView,
  now: Instant,
  memory: object,
): Promise<{ readonly events: readonly OutboxEvent[]; readonly nextAt: Instant | null }> => {
  const deadlines = await readDeadlines(view, now);
  const nextAt = deadlines?.all.find(({ dueAt }) => dueAt > now)?.dueAt ?? null;
  if (deadlines === null) return { events: [], nextAt };
  const known = settled.get(memory) ?? new Set();
  settled.set(memory, known);
  const events: OutboxEvent[] = [];
  for (const deadline of deadlines.all.filter(
    ({ dueAt }) => dueAt <= now && now < addSeconds(dueAt, TOLD_SECONDS_MAX),
  )) {
    const eventId = eventIdOf(deadline);
    if (known.has(eventId)) continue;
    const event =
      (await view.outbox.event(eventId)) === null ? await overdueEvent(view, deadlines, deadline, now) : null;
    if (event !== null) events.push(event);
    known.add(eventId);
  }
  return { events, nextAt };
};

const eventIdOf = ({ promotion, dueAt }: Deadline): string =>
  `install-overdue.${promotion.promotionId}.${dueAt.slice(0, 10)}`;

const overdueEvent = async (
  view: StoreView,
  deadlines: Deadlines,
  deadline: Deadline,
  now: Instant,
): Promise<OutboxEvent | null> => {
  const names: string[] = [];
  for (const host of await everyHost(view)) {
    const isOverdue = isMissing(deadlines, deadline, host, await view.fleet.inventory(host.hostId));
    if (isOverdue) names.push(host.hostname);
  }
  if (names.length === 0) return null;
  const { environment, patchSetDigest, promotionId } = deadline.promotion;
  return {
    eventId: eventIdOf(deadline),
    at: now,
    kind: 'install-overdue',
    content: {
      environment,
      patchSet: patchSetDigest,
      dueAt: deadline.dueAt,
      hosts: names.toSorted().slice(0, NAMED_MAX),
      hostsInAll: names.length,
    },
    environments: [environment],
    about: promotionId,
  };
};

export const tellOverdue = async (change: StoreView, events: readonly OutboxEvent[]): Promise<void> => {
  for (const event of events) await tell(change, event);
};
