import { expect, it } from 'vitest';
import { aHeader, aHostPlan, runs, skips, TONIGHT } from '../../test/plans.ts';
import type { HostPlan } from '../plan/index.ts';
import { reason } from '../reasons/index.ts';
import { addSeconds } from '../time/index.ts';
import { checklistOf } from './index.ts';

const made = (hostPlans: readonly HostPlan[], expiresAt = TONIGHT.endsAt) => {
  const header = aHeader(hostPlans, { bounds: { occurrences: [TONIGHT], expiresAt } });
  const { digest } = header.hostPlans[0]!;
  return checklistOf([{ name: 'back', kind: 'way-back' }], { digest, header, hostPlans });
};

it('names the hosts whose plan has no way back, or only skips the restore point', () => {
  const hostPlans = [
    aHostPlan({ hostId: 'd', steps: [runs('restore-point'), runs('apply')] }),
    aHostPlan({ hostId: 'c', steps: [runs('apply')] }),
    aHostPlan({ hostId: 'b', steps: [skips('restore-point'), runs('apply')] }),
    aHostPlan({ hostId: 'a', wayBack: { kind: 'none', reason: reason('step-no-hook', { step: 'apply' }) } }),
  ];
  expect(made(hostPlans)).toMatchObject({ withoutWayBack: ['a'], withoutRestorePoint: ['a', 'b', 'c'] });
});

it('is looked at until nothing of the plan may begin any more', () => {
  const hostPlans = [aHostPlan()];
  expect(made(hostPlans).until).toBe(TONIGHT.cutOffAt);
  const early = addSeconds(TONIGHT.cutOffAt, -1);
  expect(made(hostPlans, early).until).toBe(early);
});
