// What the step machine does with a restore point: before the change it stops everything, as the way back it is one like the other,
// and what cannot be tidied up afterwards changes nothing about the end.

import { describe, expect, it } from 'vitest';
import { aFakeHost, begin, driveToEnd, type FakeHost, type Says } from '../../test/fake-host.ts';
import { aHostPlan, runs, USUAL_STEPS } from '../../test/plans.ts';
import type { HostPlan, WayBack } from '../plan/index.ts';
import { reason } from '../reasons/index.ts';
import type { RestorePoint } from '../restore-point/index.ts';
import type { StepKind } from '../step/index.ts';
import { judgeSteps } from './index.ts';

const POINT: RestorePoint = { kind: 'btrfs', volumes: ['/'], keepHours: 24, keepMax: 1, freePercentMin: 20 };
const STEPS = [
  ...USUAL_STEPS.map((step) => (step.kind === 'restore-point' ? runs('restore-point') : step)),
  runs('clean-up'),
];
const ONLY_WAY: WayBack = {
  ...{ kind: 'restore-point', when: 'automatic' },
  reason: reason('no-way-back', { package: 'openssl', version: '1' }),
};
const BY_PACKAGES: WayBack = { kind: 'packages', when: 'automatic', previous: [] };
const plan = (wayBack: WayBack = ONLY_WAY): HostPlan => aHostPlan({ steps: STEPS, restorePoint: POINT, wayBack });

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
    expect(ended(['verify'], plan({ ...ONLY_WAY, when: 'asked' })).outcome).toBe('isolated');
  });

  it('C40: tries it where the packages that it went back to are not proven, and no more often than once', () => {
    const proven = (ills: number) => {
      const host = aFakeHost();
      begin(host);
      const says: Says = (step, before) => (step === 'verify' && before < ills ? 'failed' : 'done');
      return { ...host, outcome: driveToEnd({ host, hostPlan: plan(BY_PACKAGES), says }) };
    };
    const backs = (ills: number) => {
      const host = proven(ills);
      return [host.outcome, stepsOf(host).filter((step) => step === 'way-back').length];
    };
    expect([1, 2, 3].map(backs)).toEqual([
      ['gone-back', 1],
      ['gone-back', 2],
      ['isolated', 2],
    ]);
  });

  it('is not for what gives a healthy host back to its service', () => {
    const host = aFakeHost();
    begin(host);
    const says: Says = (step, before, direction) =>
      (step === 'verify' && before === 0) || (step === 'settle' && direction === 'back') ? 'failed' : 'done';
    expect(driveToEnd({ host, hostPlan: plan(BY_PACKAGES), says })).toBe('isolated');
    expect(stepsOf(host).filter((step) => step === 'way-back')).toEqual(['way-back']);
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
