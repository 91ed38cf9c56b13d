// Whatever fails, whenever it is killed: nothing that took effect is done again, every attempt ends, and its end is true.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ATTEMPT,
  aFakeHost,
  begin,
  CALM,
  conditionsOf,
  driveToEnd,
  type FakeHost,
  type Fate,
  type Says,
} from '../../test/fake-host.ts';
import { aHostPlan, runs, skips } from '../../test/plans.ts';
import type { HostPlan } from '../plan/index.ts';
import { reason } from '../reasons/index.ts';
import type { StepKind, StepOutcome } from '../step/index.ts';
import { judgeSteps, nextAction, STEP_ORDER } from './index.ts';
import type { AttemptOutcome } from './types.ts';

const ALWAYS: ReadonlySet<StepKind> = new Set(['preflight', 'apply', 'verify']);

const POINT = { kind: 'btrfs', volumes: ['/'], keepHours: 0, keepMax: 1, freePercentMin: 20 } as const;
const OLD_KERNEL = {
  name: 'linux-image-6.1.0-44-amd64',
  architecture: 'amd64',
  version: '1',
  release: '6.1.0-44-amd64',
};
const GUESTS: ReadonlySet<StepKind> = new Set(['guests-away', 'guests-back']);

/** Every step run, skipped or not named, as a plan may have them. */
const hostPlans: fc.Arbitrary<HostPlan> = fc
  .record({
    forms: fc.array(fc.constantFrom('run', 'run', 'skip', 'absent'), {
      minLength: STEP_ORDER.length,
      maxLength: STEP_ORDER.length,
    }),
    wayBack: fc.constantFrom('automatic', 'asked', 'none'),
    carries: fc.boolean(),
  })
  .map(({ forms, wayBack, carries }) => {
    const steps = STEP_ORDER.flatMap((kind, index) => {
      const form = ALWAYS.has(kind) ? 'run' : GUESTS.has(kind) ? (carries ? 'run' : 'absent') : forms[index];
      if (form === 'absent') return [];
      return form === 'skip' ? [skips(kind)] : [runs(kind)];
    });
    const makesRestorePoint = steps.some(({ kind, run }) => kind === 'restore-point' && run.how === 'built-in');
    const makesRoom = steps.some(({ kind, run }) => kind === 'make-room' && run.how === 'built-in');
    return aHostPlan({
      steps,
      ...(makesRestorePoint ? { restorePoint: POINT } : {}),
      ...(makesRoom ? { kernels: { boot: null, trial: 'wanted' as const, removals: [], before: [OLD_KERNEL] } } : {}),
      ...(carries ? { guests: { choice: 'stop', guestSeconds: 60 } } : {}),
      wayBack:
        wayBack === 'none'
          ? { kind: 'none', reason: reason('no-way-back', { package: 'openssl', version: '1' }) }
          : { kind: 'packages', when: wayBack, previous: [] },
    });
  })
  .filter((hostPlan) => judgeSteps(hostPlan).ok);

const outcomes = fc.constantFrom<StepOutcome | 'refused' | 'in-part'>(
  'in-part',
  'done',
  'done',
  'done',
  'done',
  'done',
  'already',
  'failed',
  'refused',
);
/** For each step, what its first, second, … run says; later ones succeed. */
const scripts: fc.Arbitrary<Says> = fc
  .array(fc.array(outcomes, { maxLength: 5 }), { minLength: STEP_ORDER.length, maxLength: STEP_ORDER.length })
  .map((script) => (step, before) => script[STEP_ORDER.indexOf(step)]?.[before] ?? 'done');

const fates: fc.Arbitrary<Fate> = fc.record({
  killed: fc.constantFrom('no', 'no', 'no', 'program', 'host'),
  stopped: fc.constantFrom(false, false, false, false, false, false, true),
  contact: fc.constantFrom('held', 'held', 'held', 'held', 'held', 'held', 'lost'),
});
/** One after another, then calm: faults end at some time. */
const inTurn = (list: readonly Fate[]): (() => Fate) => {
  let next = 0;
  return () => list[next++] ?? CALM;
};

const fresh = (host: FakeHost): readonly StepKind[] =>
  host.actions.flatMap((action) => (action.kind === 'run-step' && action.entry === 'fresh' ? [action.step.kind] : []));

type Check = (host: FakeHost, outcome: AttemptOutcome, hostPlan: HostPlan) => void;
/** An attempt from its begin to its end, and what is asked of it. */
const anAttempt = (check: Check): fc.IProperty<[HostPlan, Says, Fate[]]> =>
  fc.property(hostPlans, scripts, fc.array(fates, { maxLength: 40 }), (hostPlan, says, list) => {
    const host = aFakeHost();
    begin(host);
    check(host, driveToEnd({ host, hostPlan, says, fate: inTurn(list) }), hostPlan);
  });
const RUNS = { numRuns: 2000 };
const TO_BE_PROVEN: ReadonlySet<StepKind> = new Set(['reboot', 'verify']);

/** Steps that were begun though they had taken effect before. */
const repeated = (host: FakeHost): readonly StepKind[] => {
  const took = new Set<StepKind>();
  return host.ledger.flatMap((entry) => {
    if (entry.kind === 'step-ended' && (entry.outcome === 'done' || entry.outcome === 'already')) {
      took.add(entry.step);
      // What was restored must take effect and be proven, once.
      if (entry.step === 'way-back') for (const step of TO_BE_PROVEN) took.delete(step);
    }
    // What was not proven there is tried by the restore point.
    const isUnproven = entry.kind === 'step-ended' && entry.outcome === 'failed' && TO_BE_PROVEN.has(entry.step);
    if (isUnproven && hasEnded(host, 'restore-point')) took.delete('way-back');
    if (entry.kind !== 'step-begun' || !took.has(entry.step)) return [];
    // Drained again where a host that may serve could not be proven.
    return entry.step === 'drain' && entered(host, 'undrain') ? [] : [entry.step];
  });
};

const MAY_BE_INSTALLED: Readonly<Record<AttemptOutcome, readonly FakeHost['installed'][]>> = {
  done: ['planned'],
  'part-done': ['part'],
  'gone-back': ['previous'],
  'not-begun': ['previous'],
  isolated: ['planned', 'previous', 'part', 'mixed'],
};

describe('any host plan, any failures, any kills', () => {
  it('runs no step again that took effect, but for those that must look or act again', () => {
    fc.assert(
      anAttempt((host) => expect(repeated(host)).toEqual([])),
      RUNS,
    );
  });

  it('applies at most once', () => {
    fc.assert(
      anAttempt((host) => {
        expect(host.applied).toBeLessThanOrEqual(1);
        expect(fresh(host).filter((step) => step === 'apply').length).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });

  it('goes back twice at most, and a second time only where it has a restore point', () => {
    fc.assert(
      anAttempt((host, _, hostPlan) =>
        expect(fresh(host).filter((step) => step === 'way-back').length).toBeLessThanOrEqual(
          hostPlan.restorePoint === undefined ? 1 : 2,
        ),
      ),
      RUNS,
    );
  });

  it('ends with the truth: what is installed, and whether the host serves', () => {
    fc.assert(
      anAttempt((host, outcome) => {
        expect(MAY_BE_INSTALLED[outcome]).toContain(host.installed);
        expect(outcome === 'not-begun' && entered(host, 'apply')).toBe(refusedToBegin(host));
        expect(host.serving).toBe(!(entered(host, 'drain') && outcome === 'isolated'));
      }),
      RUNS,
    );
  });

  it('C09: goes forward in what takes old kernels away, once begun, and ends as if nothing had been changed where that fails', () => {
    fc.assert(
      anAttempt((host, outcome) => {
        const givenUp = host.actions.flatMap((action) =>
          action.kind === 'fail-step' && action.step.kind === 'make-room' ? [action.reason.code] : [],
        );
        expect(givenUp.filter((code) => code !== 'step-interrupted-often')).toEqual([]);
        const failed = host.ledger.find(
          (entry) => entry.kind === 'step-ended' && entry.step === 'make-room' && entry.outcome === 'failed',
        );
        if (failed === undefined) return;
        expect([host.installed, entered(host, 'apply'), entered(host, 'way-back')]).toEqual(['previous', false, false]);
        expect(['not-begun', 'isolated']).toContain(outcome);
      }),
      RUNS,
    );
  });

  it('leaves no guest away but one whose return failed, whatever the end', () => {
    fc.assert(
      anAttempt((host, outcome) => {
        if (host.guests === 'here') return;
        const last = host.ledger.findLast((entry) => entry.kind === 'step-ended' && entry.step === 'guests-back');
        expect([outcome, last]).toMatchObject(['isolated', { outcome: 'failed' }]);
      }),
      RUNS,
    );
  });

  it('comes to each of the five ends: the same attempts every time', () => {
    const seen = new Set<AttemptOutcome>();
    fc.assert(
      anAttempt((_, outcome) => void seen.add(outcome)),
      { ...RUNS, seed: 20261121 },
    );
    expect([...seen].toSorted()).toEqual(['done', 'gone-back', 'isolated', 'not-begun', 'part-done']);
  });

  it('never goes against the order of the steps', () => {
    fc.assert(
      anAttempt((host) => {
        const kinds = host.actions.flatMap((action) => ('step' in action ? [action.step.kind] : []));
        const straight = kinds.slice(0, firstTurn(kinds)).map((kind) => STEP_ORDER.indexOf(kind));
        expect(straight).toEqual(straight.toSorted((a, b) => a - b));
        expect(kinds.slice(0, kinds.indexOf('apply'))).not.toContain('way-back');
      }),
      RUNS,
    );
  });

  it('once begun with apply, neither the stop file nor a lost controller changes anything', () => {
    fc.assert(
      fc.property(hostPlans, scripts, fates, (hostPlan, says, fate) => {
        const calm = aFakeHost();
        begin(calm);
        driveToEnd({ host: calm, hostPlan, says });
        const troubled = aFakeHost();
        begin(troubled);
        const later = (): Fate => (entered(troubled, 'apply') ? { ...fate, killed: 'no' } : CALM);
        driveToEnd({ host: troubled, hostPlan, says, fate: later });
        expect(troubled.ledger).toEqual(calm.ledger);
      }),
    );
  });
});

describe('any prefix of any ledger', () => {
  it('is continued to an end, and decides the same twice', () => {
    fc.assert(
      fc.property(hostPlans, scripts, fc.array(fates, { maxLength: 20 }), fc.nat(), (hostPlan, says, list, cut) => {
        const whole = aFakeHost();
        begin(whole);
        driveToEnd({ host: whole, hostPlan, says, fate: inTurn(list) });
        const host = { ...aFakeHost(), ledger: whole.ledger.slice(0, 1 + (cut % whole.ledger.length)) };
        // Whatever the lost lines did stays done on the host.
        host.installed = whole.installed === 'planned' ? 'planned' : host.installed;
        const conditions = conditionsOf(host);
        expect(nextAction(hostPlan, host.ledger, ATTEMPT, conditions)).toEqual(
          nextAction(hostPlan, host.ledger, ATTEMPT, conditions),
        );
        if (host.ledger.length < whole.ledger.length) driveToEnd({ host, hostPlan });
        expect(nextAction(hostPlan, host.ledger, ATTEMPT, conditions).kind).toBe('nothing');
      }),
      { numRuns: 1000 },
    );
  });
});

const entered = (host: FakeHost, step: StepKind): boolean =>
  host.ledger.some((entry) => entry.kind === 'step-begun' && entry.step === step);

const hasEnded = (host: FakeHost, step: StepKind): boolean =>
  host.ledger.some((entry) => entry.kind === 'step-ended' && entry.step === step && entry.outcome === 'done');

/** `apply` was given back without a transaction, and no undrain failed so often that the host had to be isolated. */
const refusedToBegin = (host: FakeHost): boolean =>
  host.ledger.some((entry) => entry.kind === 'step-ended' && entry.reason?.code === 'apply-not-begun') &&
  host.ledger.some((entry) => entry.kind === 'attempt-ended' && entry.outcome === 'not-begun');

/** Where the straight way ends: at the way back, a retreat, or the end. */
const firstTurn = (kinds: readonly StepKind[]): number => {
  const turn = kinds.findIndex(
    (kind, index) =>
      kind === 'way-back' || STEP_ORDER.indexOf(kind) < STEP_ORDER.indexOf(kinds[index - 1] ?? 'preflight'),
  );
  return turn === -1 ? kinds.length : turn;
};
