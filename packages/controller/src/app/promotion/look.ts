// One look of the schedule: brings open promotions on, keeps versions from hosts that must be, and does what is due.

import {
  advance,
  type Due,
  type DueAct,
  dueNow,
  type NotDue,
  type Promotion,
  planRequestIdOf,
} from '@slipway/core/promotion';
import { reason } from '@slipway/core/reasons';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { Versioned } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { requestCut } from '../patch-set/index.ts';
import { requestPlan } from '../planning/index.ts';
import { startRollout, withHostnames } from '../rollout/index.ts';
import { untilNext } from '../waits.ts';
import { checkPatchSet } from './check.ts';
import { closeCycle } from './close.ts';
import { quarantineFailed } from './failed.ts';
import { dueInput, type OpenPromotion, openOnes } from './gather.ts';
import { SCHEDULE } from './schedule.ts';
import { tellNotEntered } from './told.ts';
import { quarantineWithdrawn } from './withdrawn.ts';

/** Inventories of the hosts that were changed last come in before the cycle is closed over them. */
const CLOSE_AFTER_SECONDS = 3600;
/** Patch sets that one look checks: each is one that could enter, the newest first. */
const CHECKS_MAX = 10;

/** Milliseconds until it wants to look again. */
export const lookAtPromotions = async (app: App): Promise<number> => {
  const opened = await bringOn(app);
  if (opened.changed) return 0;
  if ((await quarantineFailed(app)) || (await quarantineWithdrawn(app))) return 0;
  const due = await decideDue(app);
  if (due !== null && (await carryOut(app, due.acts))) return 0;
  if (due !== null) await tellNotEntered(app, due.notDue);
  const soon = [...opened.until, ...(due?.notDue ?? []).flatMap(({ until }: NotDue) => until ?? [])];
  return untilNext(app.ports.clock.now(), soon);
};

const bringOn = async (app: App): Promise<{ readonly changed: boolean; readonly until: readonly Instant[] }> => {
  const { clock, log, store } = app.ports;
  const now = clock.now();
  const open = await store.read(async (view) => await openOnes(view, now));
  let changed = false;
  const until: Instant[] = [];
  for (const one of open) {
    try {
      const next = await bringOneOn(app, one, now);
      changed = next.changed || changed;
      if (next.until !== null) until.push(next.until);
    } catch (error) {
      // One that cannot be looked at must not keep the others where they are.
      log.error('promotion not looked at', { promotionId: one.promotion.value.promotionId, error });
    }
  }
  return { changed, until };
};

type Moved = { readonly changed: boolean; readonly until: Instant | null };

const bringOneOn = async (app: App, { promotion, facts, standing }: OpenPromotion, now: Instant): Promise<Moved> => {
  const { endedAt, rolloutId } = promotion.value;
  if (endedAt !== null) {
    const closesAt = rolloutId === null ? endedAt : addSeconds(endedAt, CLOSE_AFTER_SECONDS);
    if (now < closesAt) return { changed: false, until: closesAt };
    return { changed: await closeCycle(app, promotion), until: null };
  }
  const next = advance(promotion.value, facts, standing, now);
  if (next.promotion !== promotion.value) return { changed: await keep(app, promotion, next.promotion), until: null };
  switch (next.act) {
    case null:
      return { changed: false, until: next.waits?.until ?? null };
    case 'ask-for-plan':
      return { changed: await askForPlan(app, promotion), until: null };
    case 'start':
      return await start(app, promotion.value);
    default:
      return next.act satisfies never;
  }
};

const keep = async (app: App, { revision }: Versioned<Promotion>, value: Promotion): Promise<boolean> =>
  await app.ports.store.write(
    async (change) => await change.promotions.savePromotion({ revision, value: await withHostnames(change, value) }),
  );

/** Asked again under the same name after a crash; what was asked stays as it is. */
const askForPlan = async (app: App, promotion: Versioned<Promotion>): Promise<boolean> => {
  const { environment, policyName, patchSetDigest, planRequestId, occurrence } = promotion.value;
  if (planRequestId === null || occurrence === null) throw new Error('a promotion by hand is never planned here');
  const isAgain = planRequestId !== planRequestIdOf(promotion.value.promotionId, occurrence);
  const asked = await requestPlan(app, SCHEDULE, {
    ...{ environment, policyName, patchSetDigest, overrides: [], planRequestId, forOccurrence: occurrence.id },
    ...(isAgain ? { leavesHosts: 'in-newer-plans' } : {}),
  });
  if (asked.ok) return true;
  // Policy was changed meanwhile: there is no such place any more.
  const at = app.ports.clock.now();
  const ended = { state: 'incomplete', since: at, endedAt: at, reason: asked.reason } as const;
  return await keep(app, promotion, { ...promotion.value, ...ended });
};

const start = async (app: App, { promotionId, planDigest }: Promotion): Promise<Moved> => {
  if (planDigest === null) throw new Error(`promotion ${promotionId} is planned without a plan`);
  const started = await startRollout(app, SCHEDULE, planDigest);
  if (!started.ok) app.ports.log.info('not started yet', { promotionId, reason: started.reason });
  return { changed: started.ok, until: null };
};

/** Decides until nothing more is to be looked up for it. */
export const decideDue = async (app: App): Promise<Due | null> => {
  const { clock, store, zones } = app.ports;
  const now = clock.now();
  const input = await store.read(async (view) => await dueInput(view, { now, zones }));
  if (input === null) return null;
  const checked = new Map(input.checked);
  let due = dueNow(input);
  for (let checks = 0; checks < CHECKS_MAX; checks += 1) {
    const asked = due.acts.find((act) => act.kind === 'check');
    if (asked === undefined) break;
    checked.set(asked.patchSetDigest, await checkPatchSet(app, asked.patchSetDigest));
    due = dueNow({ ...input, checked });
  }
  return due;
};

/** Answers whether anything was done. */
const carryOut = async (app: App, acts: readonly DueAct[]): Promise<boolean> => {
  let done = false;
  for (const act of acts) done = (await carryOutOne(app, act)) || done;
  return done;
};

const carryOutOne = async (app: App, act: DueAct): Promise<boolean> => {
  switch (act.kind) {
    case 'cut': {
      const asked = await requestCut(app, SCHEDULE, { scope: act.scope, hosts: null, cutId: act.cutId });
      return asked.ok;
    }
    case 'enter':
      return await enter(app, act.promotion);
    case 'supersede':
      return await supersede(app, act);
    case 'check':
      // More than one look checks: the next one goes on.
      return false;
    default:
      return act satisfies never;
  }
};

/** The plan is asked for at the next look, by what stands then: a crash between the two loses nothing. */
const enter = async (app: App, promotion: Promotion): Promise<boolean> =>
  await app.ports.store.write(async ({ promotions }) => {
    const before = await promotions.promotion(promotion.promotionId);
    if (before === null) {
      await promotions.addPromotion(promotion);
      return true;
    }
    // Somebody started it by hand in between, or another controller was first.
    if (before.value.closedAt === null) return false;
    return await promotions.savePromotion({ revision: before.revision, value: promotion });
  });

const supersede = async (app: App, { promotionId, by }: Extract<DueAct, { kind: 'supersede' }>): Promise<boolean> => {
  const at = app.ports.clock.now();
  return await app.ports.store.write(async ({ promotions }) => {
    const before = await promotions.promotion(promotionId);
    if (before === null || (before.value.state !== 'planning' && before.value.state !== 'planned')) return false;
    const why = reason('promotion-superseded', { patchSet: by });
    const value: Promotion = { ...before.value, state: 'superseded', since: at, endedAt: at, reason: why };
    return await promotions.savePromotion({ revision: before.revision, value });
  });
};
