import type { Digest } from '@slipway/core/ids';
import { endpoints, type PromotionAnswer } from '@slipway/protocol/api';
import { LabError } from '../../lab-error.ts';
import type { ManagedFleet } from '../../managed/index.ts';
import { until } from '../../until.ts';
import type { Tier } from './tiers.ts';

/** Two hosts one after the other, each with its services looked at before and after, beside seven others on two cores. */
export const TIER_TIMEOUT_MS = 5 * 60_000;

export async function promotionsOf({ api }: ManagedFleet): Promise<readonly PromotionAnswer[]> {
  return (await api.ask(endpoints.promotions.list, { query: { limit: 100 } })).items;
}

/** The tier's newest promotion, or that of the patch set, once it is as wanted. */
export async function untilPromotion(
  fleet: ManagedFleet,
  { tier, patchSet = null }: { readonly tier: Tier; readonly patchSet?: Digest | null },
  isSo: (promotion: PromotionAnswer) => boolean,
): Promise<PromotionAnswer> {
  let last: PromotionAnswer | null = null;
  const look = async (): Promise<PromotionAnswer | null> => {
    const all = await promotionsOf(fleet);
    last =
      all.find((one) => one.environment === tier && (patchSet === null || one.patchSetDigest === patchSet)) ?? null;
    return last !== null && isSo(last) ? last : null;
  };
  try {
    return await until(`the promotion of ${tier} is as it should be`, look, { timeoutMs: TIER_TIMEOUT_MS });
  } catch (cause) {
    const { places } = await fleet.api.ask(endpoints.promotions.due);
    throw new LabError('not-settled', `${tier}: ${JSON.stringify(last)}; due: ${JSON.stringify(places)}`, { cause });
  }
}

export const isOver = ({ endedAt }: Pick<PromotionAnswer, 'endedAt'>): boolean => endedAt !== null;

/** Why nothing enters the tier, by the very decision that the schedule takes. */
export async function whyNotIn({ api }: ManagedFleet, tier: Tier): Promise<string> {
  const { places } = await api.ask(endpoints.promotions.due);
  const place = places.find(({ environment }) => environment === tier);
  return place?.reason?.code ?? place?.due ?? 'nothing is said of it';
}
