// What a script means by `$patch-set`, `$plan`, `$rollout`, `$promotion` and `$change-request`: the newest of each.

import type { Store } from '@slipway/controller/ports';
import { SHORT_CHARACTERS } from './stable.ts';

export interface Newest {
  readonly 'patch-set': string | null;
  readonly plan: string | null;
  readonly rollout: string | null;
  readonly promotion: string | null;
  readonly 'change-request': string | null;
}

const FIRST = { after: null, limit: 1 };

export const newestIn = async (store: Store): Promise<Newest> =>
  await store.read(async ({ patchSets, plans, rollouts, promotions, changeRequests }) => ({
    'patch-set': (await patchSets.patchSets(FIRST)).items[0]?.digest.slice(0, SHORT_CHARACTERS) ?? null,
    plan: (await plans.plans(FIRST)).items[0]?.digest.slice(0, SHORT_CHARACTERS) ?? null,
    rollout: (await rollouts.rollouts(FIRST)).items[0]?.rolloutId ?? null,
    promotion: (await promotions.promotions(FIRST)).items[0]?.promotionId ?? null,
    'change-request': (await changeRequests.changeRequests(FIRST)).items[0]?.number ?? null,
  }));
