import { digestOfText } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import {
  ATTEMPT,
  aFakeHost,
  begin,
  bootId,
  CALM,
  conditionsOf,
  driveToEnd,
  type FakeHost,
  write,
} from '../../test/fake-host.ts';
import { aHostPlan, runs, skips, USUAL_STEPS } from '../../test/plans.ts';
import { asAttemptId, asHostId } from '../ids/index.ts';
import type { HostPlan } from '../plan/index.ts';
import { reason } from '../reasons/index.ts';
import type { StepKind } from '../step/index.ts';
import { factFor, nextAction, RETURN_TRIES_MAX, STEP_ENTRIES_MAX } from './index.ts';
import type { NextAction } from './types.ts';

/** What was run, `~` before what was skipped, `!` before what was given up. */
const told = (host: FakeHost): string => host.actions.map(word).join(' ');
const word = (action: NextAction): string => {
  switch (action.kind) {
    case 'run-step':
      return action.step.kind;
    case 'skip-step':
      return `~${action.step.kind}`;
    case 'fail-step':
      return `!${action.step.kind}`;
    case 'end-attempt':
      return `= ${action.outcome}`;
    default:
      return action.kind;
  }
};

const afterFailuresOf = (failing: Partial<Record<StepKind, number>>, hostPlan: HostPlan = aHostPlan()): FakeHost => {
  const host = aFakeHost();
  begin(host);
  driveToEnd({ host, hostPlan, says: (step, before) => (before < (failing[step] ?? 0) ? 'failed' : 'done') });
  return host;
};
const lastReason = (host: FakeHost): string | null => {
  const last = host.ledger.at(-1);
  return last?.kind === 'attempt-ended' ? (last.reason?.code ?? null) : 'not ended';
};

const UP_TO_APPLY = 'preflight manifest ask-cluster drain ~quiesce ~restore-point apply';
const NO_WAY_BACK = aHostPlan({
  wayBack: { kind: 'none', reason: reason('no-way-back', { package: 'openssl', version: '1' }) },
});

describe('the straight way', () => {
  it('runs every planned step in order, writes down what is skipped, and ends done', () => {
    const host = afterFailuresOf({});
    expect(told(host)).toBe(`${UP_TO_APPLY} restart verify settle undrain confirm = done`);
    const skipped = host.ledger.find((entry) => entry.kind === 'step-ended' && entry.step === 'quiesce');
    expect(skipped).toMatchObject({ outcome: 'skipped', reason: { code: 'step-no-hook' } });
    expect(lastReason(host)).toBeNull();
  });

  it('says nothing before the attempt has begun, after it has ended, and for an attempt of another name', () => {
    const host = aFakeHost();
    const look = () => nextAction(aHostPlan(), host.ledger, ATTEMPT, conditionsOf(host));
    expect(look()).toMatchObject({ kind: 'nothing', reason: { code: 'not-found' } });
    begin(host);
    driveToEnd({ host, hostPlan: aHostPlan() });
    expect(look()).toMatchObject({ kind: 'nothing', reason: { code: 'attempt-ended', facts: { outcome: 'done' } } });
  });

  it('is never driven by the plan of another host', () => {
    const host = aFakeHost();
    begin(host);
    const other = { ...conditionsOf(host), hostId: asHostId('host-2') };
    expect(() => nextAction(aHostPlan(), host.ledger, ATTEMPT, other)).toThrow('another host');
  });

  it('stops the program on a ledger whose steps are out of order', () => {
    const host = aFakeHost();
    begin(host);
    // confirm before anything else: no honest machine writes that.
    write(host, {
      kind: 'step-ended',
      attemptId: ATTEMPT,
      step: 'confirm',
      outcome: 'done',
      reason: null,
      evidence: null,
    });
    expect(() => nextAction(aHostPlan(), host.ledger, ATTEMPT, conditionsOf(host))).toThrow(
      'preflight may not follow confirm',
    );
  });
});

describe('before anything is installed', () => {
  it.each([
    ['preflight', 'preflight = not-begun'],
    ['ask-cluster', 'preflight manifest ask-cluster = not-begun'],
    ['drain', 'preflight manifest ask-cluster drain undrain = not-begun'],
  ] as const)('a failed %s returns to service only what was taken out of it', (step, expected) => {
    const host = afterFailuresOf({ [step]: 1 });
    expect(told(host)).toBe(expected);
    expect(lastReason(host)).toBe('check-failed');
    expect(host.serving).toBe(true);
  });

  it('a transaction that was not let begin is no change: the host is given back and goes no way back', () => {
    const refusing = (hostPlan: HostPlan, undrains = true): FakeHost => {
      const host = aFakeHost();
      begin(host);
      const says = (step: StepKind) =>
        step === 'apply' ? 'refused' : step === 'undrain' && !undrains ? 'failed' : 'done';
      driveToEnd({ host, hostPlan, says });
      return host;
    };
    for (const hostPlan of [aHostPlan(), NO_WAY_BACK]) {
      const host = refusing(hostPlan);
      expect(told(host)).toBe(`${UP_TO_APPLY} undrain = not-begun`);
      expect(lastReason(host)).toBe('apply-not-begun');
      expect(host.serving).toBe(true);
    }
    const undrained = aHostPlan({ steps: [runs('preflight'), runs('apply'), runs('verify')] });
    expect(told(refusing(undrained))).toBe('preflight apply = not-begun');
    expect(told(refusing(aHostPlan(), false))).toBe(`${UP_TO_APPLY} undrain undrain undrain drain = isolated`);
  });

  it('undrains after a failed quiesce, drained or not: the service was touched', () => {
    const steps = [runs('preflight'), skips('drain'), runs('quiesce'), runs('apply'), runs('verify'), runs('undrain')];
    expect(told(afterFailuresOf({ quiesce: 1 }, aHostPlan({ steps })))).toBe(
      'preflight ~drain quiesce undrain = not-begun',
    );
  });

  it('a host that cannot be undrained is isolated, not "not begun": it does not serve', () => {
    const host = afterFailuresOf({ drain: 1, undrain: 99 });
    expect(told(host)).toBe('preflight manifest ask-cluster drain undrain undrain undrain drain = isolated');
    expect(host.serving).toBe(false);
  });

  it.each([
    ['the stop file', { ...CALM, stopped: true }],
    ['a lost controller', { ...CALM, contact: 'lost' as const }],
  ])('%s undrains and stops, and stays the end even if it passes at once', (_, trouble) => {
    const host = aFakeHost();
    begin(host);
    let looks = 0;
    // For one decision only, the one after the drain.
    const drained = () => host.ledger.some((entry) => entry.kind === 'step-ended' && entry.step === 'drain');
    driveToEnd({ host, hostPlan: aHostPlan(), fate: () => (drained() && looks++ === 0 ? trouble : CALM) });
    expect(told(host)).toBe('preflight manifest ask-cluster drain undrain = not-begun');
    expect(lastReason(host)).toBe('stopped-before-apply');
  });

  it('a step that was interrupted is not entered again under the stop file', () => {
    const host = aFakeHost();
    begin(host);
    write(host, { kind: 'step-begun', attemptId: ATTEMPT, step: 'preflight' });
    driveToEnd({ host, hostPlan: aHostPlan(), fate: () => ({ ...CALM, stopped: true }) });
    expect(told(host)).toBe('!preflight = not-begun');
  });
});

describe('a host that is taken out again', () => {
  it('goes on so under the stop file: it may still serve', () => {
    const host = afterFailuresOf({ drain: 1, undrain: 99 });
    const lastDrain = host.ledger.findLastIndex((entry) => entry.kind === 'step-begun' && entry.step === 'drain');
    const interrupted = host.ledger.slice(0, lastDrain + 1);
    const action = nextAction(aHostPlan(), interrupted, ATTEMPT, conditionsOf(host, { ...CALM, stopped: true }));
    expect(action).toMatchObject({ kind: 'run-step', step: { kind: 'drain' }, entry: 'interrupted' });
  });
});

describe('from apply on', () => {
  it.each(['apply', 'restart', 'verify'] as const)(
    'a failed %s goes back, is proven, and is given back to its service',
    (step) => {
      const host = afterFailuresOf({ [step]: 1 });
      expect(told(host)).toMatch(/ way-back verify settle undrain confirm = gone-back$/);
      expect(host.actions.find((action) => word(action) === 'settle')).toMatchObject({ direction: 'back' });
      expect(lastReason(host)).toBe('went-back');
      expect(host.installed).toBe('previous');
    },
  );

  it('says in its reason why it went back', () => {
    const last = afterFailuresOf({ verify: 1 }).ledger.at(-1);
    expect(last).toMatchObject({ reason: { facts: { detail: 'The check verify failed: as the test says' } } });
  });

  it('verifies the planned versions on the way there, and those of the manifest on the way back', () => {
    const verifies = afterFailuresOf({ verify: 1 }).actions.filter((action) => word(action) === 'verify');
    expect(verifies).toMatchObject([{ direction: 'planned' }, { direction: 'back' }]);
  });

  it.each([
    ['there is none', NO_WAY_BACK],
    ['it waits for a person', aHostPlan({ wayBack: { kind: 'packages', when: 'asked', previous: [] } })],
  ])('isolates where there is no automatic way back: %s', (_, hostPlan) => {
    const host = afterFailuresOf({ verify: 1 }, hostPlan);
    expect(told(host)).toBe(`${UP_TO_APPLY} restart verify = isolated`);
    expect(host.serving).toBe(false);
  });

  it.each([
    ['way-back', `${UP_TO_APPLY} way-back = isolated`, { apply: 1, 'way-back': 1 }],
    ['the proof of the way back', `${UP_TO_APPLY} restart verify way-back verify = isolated`, { verify: 2 }],
  ])('isolates when %s fails', (_, expected, failing) => {
    const host = afterFailuresOf(failing);
    expect(told(host)).toBe(expected);
    expect(lastReason(host)).toBe('way-back-failed');
  });

  it('enters the way back even where the plan does not name it among its steps', () => {
    const steps = USUAL_STEPS.filter((step) => step.kind !== 'way-back');
    const host = afterFailuresOf({ apply: 1 }, aHostPlan({ steps }));
    expect(host.actions.find((action) => word(action) === 'way-back')).toMatchObject({ step: { timeoutSeconds: 60 } });
    expect(told(host)).toMatch(/= gone-back$/);
  });
});

describe('giving a host back to its service', () => {
  it.each(['settle', 'undrain', 'confirm'] as const)('tries %s again', (step) => {
    expect(told(afterFailuresOf({ [step]: RETURN_TRIES_MAX - 1 }))).toMatch(/= done$/);
  });

  it('isolates a host that does not settle; it never was put back', () => {
    expect(told(afterFailuresOf({ settle: RETURN_TRIES_MAX }))).toMatch(/verify settle settle settle = isolated$/);
  });

  it.each([
    ['undrain', /settle undrain undrain undrain drain = isolated$/],
    ['confirm', /undrain confirm confirm confirm drain = isolated$/],
  ] as const)('takes a host out again whose %s fails, with its versions in place', (step, expected) => {
    const host = afterFailuresOf({ [step]: RETURN_TRIES_MAX });
    expect(told(host)).toMatch(expected);
    expect([host.serving, host.installed]).toEqual([false, 'planned']);
  });
});

describe('after a crash', () => {
  it('enters a step again that has begun and not ended, and says so', () => {
    const host = aFakeHost();
    begin(host);
    write(host, { kind: 'step-begun', attemptId: ATTEMPT, step: 'preflight' });
    const action = nextAction(aHostPlan(), host.ledger, ATTEMPT, conditionsOf(host));
    expect(action).toMatchObject({ kind: 'run-step', step: { kind: 'preflight' }, entry: 'interrupted' });
  });

  it('skips a planned skip again that was begun and not ended', () => {
    const host = aFakeHost();
    begin(host);
    write(host, { kind: 'step-begun', attemptId: ATTEMPT, step: 'preflight' });
    const hostPlan = aHostPlan({ steps: [skips('preflight'), ...USUAL_STEPS.slice(1)] });
    expect(nextAction(hostPlan, host.ledger, ATTEMPT, conditionsOf(host)).kind).toBe('skip-step');
  });

  /** Killed every time in this step, in a new boot each time or in the same. */
  const killedIn = (step: StepKind, killed: 'program' | 'host'): FakeHost => {
    const host = aFakeHost();
    begin(host);
    const open = () => {
      const last = host.ledger.at(-1);
      return last?.kind === 'step-begun' && last.step === step;
    };
    driveToEnd({ host, hostPlan: aHostPlan(), fate: () => ({ ...CALM, killed: open() ? killed : 'no' }) });
    return host;
  };

  it('gives up a step that brings its host down every time, and goes back', () => {
    const host = killedIn('restart', 'host');
    const begun = host.ledger.filter((entry) => entry.kind === 'step-begun' && entry.step === 'restart');
    expect(begun.length).toBe(STEP_ENTRIES_MAX);
    expect(told(host)).toMatch(/restart !restart way-back verify settle undrain confirm = gone-back$/);
  });

  it('gives up a transaction only after boots, however often the program dies beside it', () => {
    expect(told(killedIn('apply', 'host'))).toMatch(/!apply way-back .*= gone-back$/);
    expect(() => killedIn('apply', 'program')).toThrow('did not end');
  });
});

describe('the same plan once more', () => {
  const again = asAttemptId('rollout-1-host-1-2');
  const twice = (preflight: 'done' | 'already', failing: Partial<Record<StepKind, number>> = {}): FakeHost => {
    const host = afterFailuresOf({});
    host.actions.length = 0;
    begin(host, again);
    const failed = new Map(Object.entries(failing));
    const says = (step: StepKind) => {
      const left = failed.get(step) ?? 0;
      failed.set(step, left - 1);
      return left > 0 ? 'failed' : step === 'preflight' ? preflight : 'done';
    };
    driveToEnd({ host, hostPlan: aHostPlan(), attemptId: again, says });
    return host;
  };

  it('changes nothing, and leaves a serving host in its service where nothing is left to do', () => {
    const host = twice('already');
    expect(told(host)).toBe(
      'preflight ~manifest ~ask-cluster ~drain ~quiesce ~restore-point ~apply ~restart verify ~settle ~undrain confirm = done',
    );
    expect(host.applied).toBe(1);
  });

  it('is not taken for a repetition where another plan was done before', () => {
    const host = afterFailuresOf({});
    host.actions.length = 0;
    begin(host, again, digestOfText('another plan'));
    driveToEnd({ host, hostPlan: aHostPlan(), attemptId: again, says: () => 'already' });
    expect(told(host)).toMatch(/ drain .* apply .* undrain confirm = done$/);
  });

  it('applies nothing a second time where preflight is not sure', () => {
    const host = twice('done');
    expect(told(host)).toMatch(/ apply restart verify .*= done$/);
    expect(host.applied).toBe(1);
  });

  it('goes nowhere back from a check that fails now: this attempt has changed nothing', () => {
    expect(told(twice('already', { verify: 1 }))).toMatch(/~apply ~restart verify = not-begun$/);
  });

  it('runs everything where the attempt before did not end done, since the host may still be drained', () => {
    const host = afterFailuresOf({ settle: RETURN_TRIES_MAX });
    host.actions.length = 0;
    begin(host, again);
    driveToEnd({ host, hostPlan: aHostPlan(), attemptId: again, says: () => 'already' });
    expect(told(host)).toMatch(/ drain .* apply .* undrain confirm = done$/);
    expect(host.serving).toBe(true);
  });
});

describe('what is written for an action', () => {
  it('covers every action', () => {
    const step = runs('apply');
    const why = reason('step-not-needed', { step: 'apply' });
    const facts = (
      [
        { kind: 'run-step', step, entry: 'fresh', direction: 'planned' },
        { kind: 'skip-step', step, reason: why },
        { kind: 'fail-step', step, reason: why },
        { kind: 'end-attempt', outcome: 'done', reason: null },
        { kind: 'nothing', reason: why },
      ] satisfies NextAction[]
    ).map((action) => factFor(action, ATTEMPT));
    expect(facts).toMatchObject(
      [
        { kind: 'step-begun', step: 'apply' },
        { kind: 'step-ended', outcome: 'skipped', reason: why },
        { kind: 'step-ended', outcome: 'failed', reason: why },
        { kind: 'attempt-ended', outcome: 'done' },
        {},
      ].map((fact, index) => (index === 4 ? null : fact)),
    );
  });

  it('names the boot in which it was written', () => {
    expect(afterFailuresOf({}).ledger.every((entry) => entry.bootId === bootId(1))).toBe(true);
  });
});
