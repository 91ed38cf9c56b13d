// What people say of a patch set as a whole, and of a promotion that is not done: each with who, why and when.

import type { Digest } from '@slipway/core/ids';
import { hasPassed, type PatchSetStanding, type Promotion } from '@slipway/core/promotion';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Rollout } from '@slipway/core/rollout';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { abortRolloutsOf, rolloutsOf } from '../rollout/index.ts';
import { tellStanding } from './told.ts';

export interface StandingWish {
  readonly patchSetDigest: Digest;
  /** `current`: released. */
  readonly standing: PatchSetStanding['standing'];
  readonly why: string;
}

/** A final word stays: what was withdrawn is cut anew, never taken up again. */
const FINAL: ReadonlySet<PatchSetStanding['standing']> = new Set(['superseded', 'withdrawn']);

const WISHES: Readonly<Record<PatchSetStanding['standing'], string>> = {
  current: 'be released',
  held: 'be held',
  superseded: 'be superseded',
  withdrawn: 'be withdrawn',
};

export const sayOfPatchSet = async (
  app: App,
  actor: Actor,
  { patchSetDigest, standing, why }: StandingWish,
): Promise<Outcome<PatchSetStanding>> => {
  const { clock, nudge, store } = app.ports;
  const at = clock.now();
  let aborted: readonly Rollout[] = [];
  const outcome = await store.write(async (change): Promise<Outcome<PatchSetStanding>> => {
    if ((await change.patchSets.patchSet(patchSetDigest)) === null) {
      return refuse('not-found', { what: 'patch set', id: patchSetDigest });
    }
    const before = await change.promotions.standing(patchSetDigest);
    const now = before?.value.standing ?? 'current';
    if (now === standing || (FINAL.has(now) && standing !== 'withdrawn')) {
      return refuse('transition-refused', { what: 'patch set', state: now, wish: WISHES[standing] });
    }
    const value: PatchSetStanding = { patchSetDigest, standing, by: actor.person, why, at };
    await change.promotions.saveStanding({ revision: before?.revision ?? 0, value });
    const open = await rolloutsOf(change, patchSetDigest);
    if (standing === 'withdrawn') {
      aborted = await abortRolloutsOf(change, patchSetDigest, { person: actor.person, now: at });
    }
    const environments = [...new Set(open.map((one) => one.value.environment))].sort();
    await tellStanding(change, value, environments);
    const action = `patch-set.${ACTIONS[standing]}`;
    await change.access.addAuditEvent({ at, who: actor.person, action, object: patchSetDigest, facts: { why } });
    return ok(value);
  });
  if (!outcome.ok) return outcome;
  for (const subject of ['rollout', 'promotion', 'notify'] as const) nudge.notify(subject);
  for (const { rolloutId } of aborted) nudge.notify(`watch:${rolloutId}`);
  return outcome;
};

const ACTIONS: Readonly<Record<PatchSetStanding['standing'], string>> = {
  current: 'release',
  held: 'hold',
  superseded: 'supersede',
  withdrawn: 'withdraw',
};

/** A person's word that what is not done there does not keep the patch set from the next environment. */
export const excusePromotion = async (
  app: App,
  actor: Actor,
  { promotionId, why }: { readonly promotionId: string; readonly why: string },
): Promise<Outcome<Promotion>> => {
  const { clock, nudge, store } = app.ports;
  const at = clock.now();
  const outcome = await store.write(async (change): Promise<Outcome<Promotion>> => {
    const found = await change.promotions.promotion(promotionId);
    if (found === null) return refuse('not-found', { what: 'promotion', id: promotionId });
    const { state, endedAt, outcome: hosts } = found.value;
    if (endedAt === null || state === 'superseded' || state === 'withdrawn' || hasPassed(found.value)) {
      return refuse('promotion-not-open', { promotion: promotionId, state });
    }
    const value: Promotion = { ...found.value, excused: { by: actor.person, why, at } };
    await change.promotions.savePromotion({ revision: found.revision, value });
    const facts = { why, hosts: hosts?.notDone.length ?? 0 };
    await change.access.addAuditEvent({
      at,
      who: actor.person,
      action: 'promotion.excuse',
      object: promotionId,
      facts,
    });
    return ok(value);
  });
  if (outcome.ok) nudge.notify('promotion');
  return outcome;
};
