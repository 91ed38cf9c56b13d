// Promotions, as people read them: where each is, on what evidence, what it waits for, what its cycle ended with.

import { advance, type Promotion } from '@slipway/core/promotion';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { DuePlaceAnswer, ShownPromotionAnswer } from '@slipway/protocol/api';
import type { Page, PageRequest } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { closingNow, decideDue, factsOf } from '../promotion/index.ts';
import { hostnamesIn } from './hostnames.ts';

export const listPromotions = async (app: App, page: PageRequest): Promise<Page<Promotion>> =>
  await app.ports.store.read(async ({ promotions }) => await promotions.promotions(page));

export const showPromotion = async (app: App, promotionId: string): Promise<Outcome<ShownPromotionAnswer>> => {
  const now = app.ports.clock.now();
  const found = await app.ports.store.read(async (view) => {
    const promotion = (await view.promotions.promotion(promotionId))?.value ?? null;
    if (promotion === null) return null;
    const standing = (await view.promotions.standing(promotion.patchSetDigest))?.value ?? null;
    const notDone = (promotion.outcome?.notDone ?? []).map(({ hostId }) => hostId);
    const hostnames = Object.fromEntries(await hostnamesIn(view, notDone));
    return { promotion, standing, hostnames, facts: await factsOf(view, promotion, now) };
  });
  if (found === null) return refuse('not-found', { what: 'promotion', id: promotionId });
  const { promotion, standing, hostnames, facts } = found;
  const waits = advance(promotion, facts, standing, now).waits?.reason ?? null;
  const last = promotion.closedAt === null ? undefined : promotion.cycles.at(-1);
  return ok({ promotion, hostnames, waits, closing: last?.closing ?? (await closingNow(app, promotion)) });
};

/** From the very decision that the loop takes; nothing is done by asking. */
export const listDue = async (app: App): Promise<readonly DuePlaceAnswer[]> => {
  const due = await decideDue(app);
  if (due === null) return [];
  const acts = due.acts.flatMap((act): readonly DuePlaceAnswer[] => {
    switch (act.kind) {
      case 'cut':
        return [{ ...act.place, ...NOTHING, due: 'cut' }];
      case 'enter': {
        const { environment, policyName, patchSetDigest, occurrence, evidence } = act.promotion;
        return [{ ...NOTHING, environment, policyName, patchSetDigest, occurrence, evidence, due: 'enter' }];
      }
      case 'supersede':
      case 'check':
        return [];
      default:
        return act satisfies never;
    }
  });
  const others = due.notDue.map(
    ({ environment, policyName, patchSetDigest, forOccurrence, reason, until, evidence }): DuePlaceAnswer => ({
      ...{ environment, policyName, patchSetDigest, reason, until, evidence },
      occurrence: forOccurrence,
      due: null,
    }),
  );
  return [...acts, ...others];
};

const NOTHING = { patchSetDigest: null, occurrence: null, reason: null, until: null, evidence: null } as const;
