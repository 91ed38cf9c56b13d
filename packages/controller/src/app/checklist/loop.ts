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

/** Milliseconds until it wants to look again. */
export const lookAtChecklists = async (app: App): Promise<number> => {
  const { clock, store } = app.ports;
  await lookAtReadings(app);
  const open = await store.read(async ({ checklists }) => await checklists.openChecklists(clock.now()));
  for (const checklist of open) await lookSafely(app, checklist);
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
  if (checklist.look !== null && clock.now() < addSeconds(checklist.look.at, WAITING_SECONDS)) return;
  const gathered = await store.read(async (view) => await gather(app, view, checklist));
  if (gathered === null || clock.now() < dueAt(checklist, gathered)) return;
  const probes = await askAddresses(app, checklist);
  const { facts, rolloutId } = gathered;
  // Of before the addresses were asked: an answer must not make what was read of the store look newer.
  const look = { at: facts.now, rolloutId, items: judgeChecklist(checklist, { ...facts, probes }) };
  await store.write(async ({ checklists }) => await checklists.saveLook(checklist.planDigest, look));
  await wantForChecklist(app, checklist, gathered);
  if (saidOf(look) !== saidOf(checklist.look)) nudge.notify('rollout');
};

/** What hosts wait by; how old it is changes with every look. */
const saidOf = (look: ChecklistLook | null): string =>
  JSON.stringify(look?.items.map(({ name, state, reason }) => [name, state, reason?.code]) ?? null);

const dueAt = ({ look }: StoredChecklist, { startsAt, facts, rolloutId }: Gathered): Instant => {
  if (look === null || look.rolloutId !== rolloutId) return facts.now;
  const isNear = startsAt !== null && msBetween(facts.now, startsAt) <= 3600 * 1000;
  const isGreen = look.items.every(({ state }) => state === 'green');
  if (!isNear) return addSeconds(look.at, FAR_SECONDS);
  return addSeconds(look.at, isGreen ? NEAR_SECONDS : WAITING_SECONDS);
};
