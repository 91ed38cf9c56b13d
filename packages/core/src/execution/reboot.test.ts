import { describe, expect, it } from 'vitest';
import { ATTEMPT, aFakeHost, begin, bootId, conditionsOf, driveToEnd, write } from '../../test/fake-host.ts';
import { aHostPlan, runs, USUAL_STEPS } from '../../test/plans.ts';
import { reason } from '../reasons/index.ts';
import { judgeReboot, nextAction, summariseAttempt } from './index.ts';

const WITH_REBOOT = aHostPlan({ steps: USUAL_STEPS.toSpliced(8, 0, runs('reboot')), reboot: 'always' });

/** A host at its reboot step, begun in boot 1. */
const rebooting = () => {
  const host = aFakeHost();
  begin(host);
  const steps = WITH_REBOOT.steps.slice(
    0,
    WITH_REBOOT.steps.findIndex((step) => step.kind === 'reboot'),
  );
  for (const { kind } of steps) {
    write(host, { kind: 'step-ended', attemptId: ATTEMPT, step: kind, outcome: 'done', reason: null, evidence: null });
  }
  write(host, { kind: 'step-begun', attemptId: ATTEMPT, step: 'reboot' });
  return host;
};
const judged = (host: ReturnType<typeof rebooting>, found: string) => {
  const judgement = judgeReboot(summariseAttempt(host.ledger, ATTEMPT)!, found);
  return judgement.ok ? judgement.value : judgement.reason.code;
};

describe('a reboot', () => {
  it('is proven by another boot id, against the boot in which the step was begun first', () => {
    const host = rebooting();
    expect(judged(host, bootId(2))).toEqual({ bootIdBefore: bootId(1), bootIdAfter: bootId(2) });
    host.boot = 2;
    // Killed between coming back and writing so: begun again in boot 2, and still proven.
    write(host, { kind: 'step-begun', attemptId: ATTEMPT, step: 'reboot' });
    expect(judged(host, bootId(2))).toEqual({ bootIdBefore: bootId(1), bootIdAfter: bootId(2) });
  });

  it.each([
    ['the host has not gone down', bootId(1)],
    ['no boot id could be read', ''],
    ['an error text stands in its place', 'cat: /proc/sys/kernel/random/boot_id: No such file or directory'],
  ])('is not proven: %s', (_, found) => {
    expect(judged(rebooting(), found)).toBe('reboot-not-proven');
  });

  it('that ended proves nothing for a second one, which the way back may need', () => {
    const host = rebooting();
    host.boot = 2;
    const ended = { attemptId: ATTEMPT, outcome: 'done', reason: null, evidence: null } as const;
    write(host, { kind: 'step-ended', step: 'reboot', ...ended });
    expect(judged(host, bootId(2))).toBe('reboot-not-proven');
    write(host, { kind: 'step-begun', attemptId: ATTEMPT, step: 'reboot' });
    expect(judged(host, bootId(2))).toBe('reboot-not-proven');
    expect(judged(host, bootId(3))).toEqual({ bootIdBefore: bootId(2), bootIdAfter: bootId(3) });
  });

  it('that stayed blocked is what the end says, whatever could not be tidied up after it', () => {
    const host = aFakeHost();
    begin(host);
    const steps = [...WITH_REBOOT.steps.filter(({ kind }) => kind !== 'way-back'), runs('clean-up')];
    const ended = { kind: 'step-ended', attemptId: ATTEMPT, evidence: null } as const;
    for (const { kind: step } of steps) {
      if (step === 'reboot') {
        write(host, { ...ended, step, outcome: 'skipped', reason: reason('reboot-refused', { detail: 'a backup' }) });
      } else if (step === 'clean-up') {
        write(host, { ...ended, step, outcome: 'failed', reason: reason('check-failed', { check: step, detail: '' }) });
      } else write(host, { ...ended, step, outcome: 'done', reason: null });
    }
    const hostPlan = { ...WITH_REBOOT, steps };
    const last = nextAction(hostPlan, host.ledger, ATTEMPT, conditionsOf(host));
    // Whoever asks whether the host proves anything to others reads this reason.
    expect(last).toMatchObject({ kind: 'end-attempt', outcome: 'done', reason: { code: 'reboot-refused' } });
  });

  it('follows the way back too, before the proof', () => {
    const host = aFakeHost();
    begin(host);
    const says = (step: string, before: number) => (step === 'verify' && before === 0 ? 'failed' : 'done');
    expect(driveToEnd({ host, hostPlan: WITH_REBOOT, says })).toBe('gone-back');
    const entered = host.actions.flatMap((action) => (action.kind === 'run-step' ? [action.step.kind] : []));
    expect(entered.slice(entered.indexOf('reboot'))).toEqual([
      ...['reboot', 'verify', 'way-back'],
      ...['reboot', 'verify', 'settle', 'undrain', 'confirm'],
    ]);
  });

  it('is entered again as interrupted, in either boot, and then goes on to verify', () => {
    const host = rebooting();
    for (const boot of [1, 2]) {
      host.boot = boot;
      const action = nextAction(WITH_REBOOT, host.ledger, ATTEMPT, conditionsOf(host));
      expect(action).toMatchObject({ kind: 'run-step', step: { kind: 'reboot' }, entry: 'interrupted' });
    }
    expect(driveToEnd({ host, hostPlan: WITH_REBOOT })).toBe('done');
    expect(host.actions.slice(0, 2).map((action) => 'step' in action && action.step.kind)).toEqual([
      'reboot',
      'verify',
    ]);
  });
});
