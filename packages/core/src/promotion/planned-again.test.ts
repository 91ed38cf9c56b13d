// A plan of the schedule that lost a host to another plan can never start: without a new one all its hosts lose their window.

import { aPromotion } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { Occurrence } from '../calendar/index.ts';
import { reason } from '../reasons/index.ts';
import { asInstant } from '../time/index.ts';
import { advance, type PlanFacts } from './advance.ts';
import { planRequestIdOf } from './ids.ts';

const AT = asInstant('2026-03-09T08:00:00.000Z');
const occurrence: Occurrence = {
  id: 'night',
  startsAt: asInstant('2026-03-09T20:00:00.000Z'),
  cutOffAt: asInstant('2026-03-10T02:00:00.000Z'),
  endsAt: asInstant('2026-03-10T04:00:00.000Z'),
};
const taken = reason('superseded', { generation: 7 });
const planned = aPromotion({
  ...{ promotionId: 'prod.1', state: 'planned', occurrence, planRequestId: planRequestIdOf('prod.1', occurrence) },
  ...{ rolloutId: null, endedAt: null, outcome: null },
});
const plan: PlanFacts = {
  occurrences: [occurrence],
  report: { leftOut: [], updatesLeftOut: [], alreadyThere: [], notes: [] },
  approved: { kind: 'yes' },
  replaced: taken,
};
const looked = (promotion = planned, now = AT, facts: Partial<PlanFacts> = {}) =>
  advance(promotion, { request: null, plan: { ...plan, ...facts }, rollout: null }, null, now);

describe('a plan that lost a host to a newer one', () => {
  it('is planned again for the same occurrence, under another name, and says why', () => {
    const { promotion } = looked();
    expect(promotion).toMatchObject({
      ...{ state: 'planning', since: AT, reason: taken, occurrence, planDigest: null },
      planRequestId: 'plan.prod.1.night.2',
    });
    const asked = advance(promotion, { request: null, plan: null, rollout: null }, null, AT);
    expect(asked).toMatchObject({ act: 'ask-for-plan', promotion });
  });

  it('each time, counted on, and looking twice asks for nothing twice', () => {
    let { promotion } = looked();
    for (const tries of [3, 4, 5, 6, 7, 8, 9, 10, 11]) {
      promotion = looked({ ...promotion, state: 'planned' }).promotion;
      expect(promotion.planRequestId).toBe(`plan.prod.1.night.${tries}`);
    }
    const gathering = { state: 'gathering', planDigest: null, report: null, reason: null } as const;
    expect(advance(promotion, { request: gathering, plan: null, rollout: null }, null, AT).promotion).toBe(promotion);
  });

  it('has its reason no more once the new one is there', () => {
    const { planDigest } = planned;
    const request = { state: 'planned', planDigest, report: null, reason: null } as const;
    const { promotion } = advance(looked().promotion, { request, plan: null, rollout: null }, null, AT);
    expect(promotion).toMatchObject({ state: 'planned', planDigest, reason: null });
  });

  it('is not, once its window is over: the next one has a plan of its own', () => {
    expect(looked(planned, occurrence.cutOffAt).promotion).toMatchObject({
      state: 'incomplete',
      reason: { code: 'plan-not-carried-out' },
    });
  });

  it('is not where it is whole', () => {
    expect(looked(planned, occurrence.startsAt, { replaced: null }).act).toBe('start');
  });
});
