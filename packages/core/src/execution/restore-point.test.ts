// What the step machine does with a restore point: before the change it stops everything, as the way back it is one like the other,
// and what cannot be tidied up afterwards changes nothing about the end.

import { describe, expect, it } from 'vitest';
import { aFakeHost, begin, driveToEnd, type FakeHost } from '../../test/fake-host.ts';
import { aHostPlan, runs, USUAL_STEPS } from '../../test/plans.ts';
import type { HostPlan } from '../plan/index.ts';
import { reason } from '../reasons/index.ts';
import type { RestorePoint } from '../restore-point/index.ts';
import type { StepKind } from '../step/index.ts';
import { judgeSteps } from './index.ts';

const POINT: RestorePoint = { kind: 'btrfs', volumes: ['/'], keepHours: 24, keepMax: 1, freePercentMin: 20 };
const STEPS = [
  ...USUAL_STEPS.map((step) => (step.kind === 'restore-point' ? runs('restore-point') : step)),
  runs('clean-up'),
];
const plan = (when: 'automatic' | 'asked' = 'automatic'): HostPlan =>
  aHostPlan({
    steps: STEPS,
    restorePoint: POINT,
    wayBack: { kind: 'restore-point', when, reason: reason('no-way-back', { package: 'openssl', version: '1' }) },
  });

const ended = (failing: readonly StepKind[], hostPlan: HostPlan = plan()): FakeHost & { readonly outcome: string } => {
  const host = aFakeHost();
  begin(host);
  const outcome = driveToEnd({
    host,
    hostPlan,
    says: (step, _before, direction) => (failing.includes(step) && direction === 'planned' ? 'failed' : 'done'),
  });
  return { ...host, outcome };
};
const stepsOf = ({ actions }: FakeHost): readonly string[] =>
  actions.flatMap((action) => (action.kind === 'run-step' ? [action.step.kind] : []));
const lastReason = ({ ledger }: FakeHost) => {
  const last = ledger.at(-1);
  return last?.kind === 'attempt-ended' ? (last.reason?.code ?? null) : 'open';
};

describe('a host that makes a restore point', () => {
  it('makes it before the change and tidies up at the end', () => {
    const host = ended([]);
    expect([host.outcome, stepsOf(host).at(-1)]).toEqual(['done', 'clean-up']);
    expect(stepsOf(host).indexOf('apply') - stepsOf(host).indexOf('restore-point')).toBe(1);
  });

  it('changes nothing where it cannot be made', () => {
    const host = ended(['restore-point']);
    expect([host.outcome, host.applied, host.serving]).toEqual(['not-begun', 0, true]);
  });

  it('goes back by it where a step fails, and only by itself where the plan says so', () => {
    const host = ended(['verify']);
    expect([host.outcome, stepsOf(host).includes('way-back'), stepsOf(host).includes('clean-up')]).toEqual([
      'gone-back',
      true,
      false,
    ]);
    expect(ended(['verify'], plan('asked')).outcome).toBe('isolated');
  });

  it('is done where only the tidying up failed, and says so', () => {
    const host = ended(['clean-up']);
    expect([host.outcome, host.serving, lastReason(host)]).toEqual(['done', true, 'check-failed']);
  });

  it('is begun only where plan and step agree', () => {
    expect(judgeSteps(plan()).ok).toBe(true);
    const { restorePoint, ...without } = plan();
    expect(restorePoint).toEqual(POINT);
    expect(judgeSteps(without).ok).toBe(false);
    expect(judgeSteps(aHostPlan({ restorePoint: POINT })).ok).toBe(false);
  });
});
