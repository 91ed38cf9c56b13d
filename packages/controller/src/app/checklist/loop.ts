// The loop: every plan with a checklist that hosts may still begin under is looked at, seldom from afar, often near its
// window. A look is only ever replaced by a newer one, so that any number of controllers may take it.

import { type ChecklistLook, judgeChecklist } from '@slipway/core/checklist';
import { addSeconds, type Instant, msBetween } from '@slipway/core/time';
import type { StoredChecklist } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { lookAtReadings } from '../readings/index.ts';
import { askAddresses } from './addresses.ts';
import { type Gathered, gather } from './gather.ts';
import { wantForChecklist } from './want.ts';

/** Between two looks: far off; with hosts that may begin within the hour; and while something keeps those from it. */
const FAR_SECONDS = 900;
const NEAR_SECONDS = 30;
const WAITING_SECONDS = 10;
const POLL_MS = 5000;
/** One whose address does not answer must not let the others go stale. */
const LOOKED_AT_ONCE = 8;

/** Milliseconds until it wants to look again. */
export const lookAtChecklists = async (app: App): Promise<number> => {
  const { clock, store } = app.ports;
  await lookAtReadings(app);
  const open = await store.read(async ({ checklists }) => await checklists.openChecklists(clock.now()));
  const waiting = [...open];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await lookSafely(app, next);
  };
  await Promise.all(Array.from({ length: Math.min(LOOKED_AT_ONCE, open.length) }, worker));
  return POLL_MS;
};

/** One that cannot be looked at goes stale, which keeps its hosts from beginning; the others are looked at all the same. */
const lookSafely = async (app: App, checklist: StoredChecklist): Promise<void> => {
  try {
    await lookAt(app, checklist);
  } catch (error) {
    app.ports.log.error('checklist not looked at', { planDigest: checklist.planDigest, error });
  }
};

const lookAt = async (app: App, checklist: StoredChecklist): Promise<void> => {
  const { clock, nudge, store } = app.ports;
  const before = takenBy(clock.now(), checklist.look);
  if (before !== null && clock.now() < addSeconds(before.at, WAITING_SECONDS)) return;
  const gathered = await store.read(async (view) => await gather(app, view, checklist));
  if (gathered === null || clock.now() < dueAt(before, gathered)) return;
  const probes = await askAddresses(app, checklist);
  const { facts, rolloutId } = gathered;
  // Of before the addresses were asked: an answer must not make what was read of the store look newer.
  const look = { at: facts.now, rolloutId, items: judgeChecklist(checklist, { ...facts, probes }) };
  await store.write(async ({ checklists }) => {
    // Addresses take their time: another controller may have looked since, and found what this one could not see yet.
    const newest = takenBy(clock.now(), (await checklists.checklist(checklist.planDigest))?.look ?? null);
    if (newest === null || newest.at <= look.at) await checklists.saveLook(checklist.planDigest, look);
  });
  await wantForChecklist(app, checklist, gathered);
  if (saidOf(look) !== saidOf(checklist.look)) nudge.notify('rollout');
};

/** A look that is still to come is one of a clock that has gone back since: it stands in nobody's way. */
const takenBy = (now: Instant, look: ChecklistLook | null): ChecklistLook | null =>
  look !== null && look.at <= now ? look : null;

/** What hosts wait by; how old it is changes with every look. */
const saidOf = (look: ChecklistLook | null): string =>
  JSON.stringify(look?.items.map(({ name, state, reason }) => [name, state, reason?.code]) ?? null);

const dueAt = (look: ChecklistLook | null, { startsAt, facts, rolloutId }: Gathered): Instant => {
  if (look === null || look.rolloutId !== rolloutId) return facts.now;
  const isNear = startsAt !== null && msBetween(facts.now, startsAt) <= 3600 * 1000;
  const isGreen = look.items.every(({ state }) => state === 'green');
  if (!isNear) return addSeconds(look.at, FAR_SECONDS);
  return addSeconds(look.at, isGreen ? NEAR_SECONDS : WAITING_SECONDS);
};
