import { encodeUtf8 } from '@slipway/core/document';
import type { App } from '../context.ts';

export type PulseSubject = 'rollouts' | 'plans' | 'promotions' | 'policy' | 'switch';
export type Pulse = Readonly<Record<PulseSubject, string>>;

/** What is older has ended or expired, and does not change. */
const NEWEST = { after: null, limit: 20 } as const;

export const readPulse = async (app: App): Promise<Pulse> => {
  const { clock, sha256, store } = app.ports;
  const seen = await store.read(async (view) => {
    const plans = await view.plans.unexpiredPlans(clock.now());
    const names: unknown[] = [];
    for (const { digest } of plans) {
      names.push([
        digest,
        (await view.approvals.approvalsOf(digest)).length,
        (await view.approvals.refusalOf(digest))?.refusedAt ?? null,
        (await view.approvals.askedAgainOf(digest)).length,
      ]);
    }
    return {
      rollouts: [
        (await view.rollouts.openRollouts()).map(({ revision, value }) => [value.rolloutId, revision]),
        (await view.rollouts.rollouts(NEWEST)).items.map(({ rolloutId, state }) => [rolloutId, state]),
      ],
      plans: names,
      promotions: (await view.promotions.openPromotions()).map(({ revision, value }) => [value.promotionId, revision]),
      policy: (await view.plans.policy())?.revision ?? null,
      switch: await view.access.setting('switch'),
    } satisfies Record<PulseSubject, unknown>;
  });
  const brief = (value: unknown): string => sha256(encodeUtf8(JSON.stringify(value)));
  return {
    rollouts: brief(seen.rollouts),
    plans: brief(seen.plans),
    promotions: brief(seen.promotions),
    policy: brief(seen.policy),
    switch: brief(seen.switch),
  };
};

export const changedSince = (before: Pulse, now: Pulse): readonly PulseSubject[] =>
  (Object.keys(now) as PulseSubject[]).filter((subject) => now[subject] !== before[subject]);
