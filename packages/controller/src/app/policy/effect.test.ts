// What `policy diff` says of plans that stand.

import { NO_ZONES } from '@slipway/core/calendar';
import { starterPolicy } from '@slipway/core/policy';
import { expect, it } from 'vitest';
import { planWith, worldWith } from '../../../test/approval/change-request.ts';
import { askAgain, refusePlan } from '../approval/index.ts';
import type { App } from '../context.ts';
import { weighPolicy } from './index.ts';

it('a plan that somebody refused and another asked for again is told as one', async () => {
  const { app, plan, by, later } = await worldWith(planWith({ rule: 'automatic' }));
  const policy = starterPolicy();
  await app.ports.store.write(async ({ plans }) => {
    await plans.savePolicy({ revision: 0, value: policy }, 'ada', app.ports.clock.now());
  });
  const asApp = { ...app, ports: { ...app.ports, zones: NO_ZONES } } as App;
  const other = {
    ...policy,
    environments: policy.environments.map((one) =>
      one.name === 'prod' ? { ...one, failureBudgetHosts: one.failureBudgetHosts + 1 } : one,
    ),
  };
  const told = async () => {
    const effect = await weighPolicy(asApp, other);
    if (!effect.ok) throw new Error(effect.reason.code);
    return effect.value.plans.map(({ state, askedAgain }) => [state, askedAgain?.by, askedAgain?.why]);
  };
  expect(await told()).toEqual([['approved', undefined, undefined]]);
  const planDigest = plan.digest;
  later(60);
  await refusePlan(app, by('dora'), { planDigest, why: 'not now' });
  expect(await told()).toEqual([['plan-refused', undefined, undefined]]);
  later(120);
  await askAgain(app, by('gina'), { planDigest, why: 'the month is closed' });
  // Under a rule that asks nobody it waits for a person all the same.
  expect(await told()).toEqual([['waiting-for-approval', 'gina', 'the month is closed']]);
});
