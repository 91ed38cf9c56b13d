// The steps of one host, in the one order that there is. What does not run is named with its reason.

import type { GuestRules } from '../../guest/index.ts';
import type { PlannedKernels } from '../../kernel/index.ts';
import type { HookRule, PreflightRules, RebootRule, RestartRule } from '../../policy/index.ts';
import type { PlannedQuestions } from '../../question/index.ts';
import { reason } from '../../reasons/index.ts';
import type { RestorePoint } from '../../restore-point/index.ts';
import type { HookedStep, PlannedStep, StepKind } from '../../step/index.ts';
import type { WayBack } from '../types.ts';
import { STEP_TIMEOUT_SECONDS } from './durations.ts';

export interface StepsWish {
  readonly hooks: ReadonlyMap<HookedStep, HookRule>;
  /** `null`: the cluster is asked by hooks alone, if at all. */
  readonly questions: PlannedQuestions | null;
  readonly preflight: PreflightRules | null;
  readonly restart: RestartRule;
  readonly reboot: RebootRule;
  readonly wayBack: WayBack['kind'];
  readonly kernels: PlannedKernels | null;
  /** `null`: it has none. */
  readonly guests: GuestRules | null;
  /** `null`: none is made. */
  readonly restorePoint: RestorePoint | null;
}

/**
 * DESIGN.md section 3.8. `repair`, `guests-away`, `guests-back`, `make-room`, `reboot` and `clean-up` are there only where the rules may want one, `way-back` only where there is
 * one: it is entered on failure alone.
 */
export const stepsOf = ({
  hooks,
  questions,
  preflight,
  restart,
  reboot,
  wayBack,
  restorePoint,
  kernels,
  guests,
}: StepsWish): readonly PlannedStep[] => [
  ...(preflight?.repair === 'bounded' ? [builtIn('repair')] : []),
  builtIn('preflight'),
  builtIn('manifest'),
  asked('ask-cluster', hooks, questions),
  hooked('drain', hooks),
  hooked('quiesce', hooks),
  ...sending('guests-away', guests),
  restorePoint === null ? skipped('restore-point', 'step-not-in-this-version') : making(restorePoint),
  ...((kernels?.before?.length ?? 0) === 0 ? [] : [builtIn('make-room')]),
  builtIn('apply'),
  restart === 'none' ? skipped('restart', 'step-not-needed') : builtIn('restart'),
  ...(reboot === 'never' ? [] : [builtIn('reboot')]),
  builtIn('verify'),
  ...(wayBack !== 'none' ? [builtIn('way-back')] : []),
  ...sending('guests-back', guests),
  asked('settle', hooks, questions),
  hooked('undrain', hooks),
  hooked('confirm', hooks),
  ...(restorePoint === null && (kernels?.removals.length ?? 0) === 0 ? [] : [builtIn('clean-up')]),
];

const builtIn = (kind: StepKind): PlannedStep => ({
  kind,
  run: { how: 'built-in' },
  timeoutSeconds: STEP_TIMEOUT_SECONDS[kind],
});

const skipped = (
  kind: StepKind,
  code: 'step-no-hook' | 'step-not-in-this-version' | 'step-not-needed',
): PlannedStep => ({
  kind,
  run: { how: 'skip', reason: reason(code, { step: kind }) },
  timeoutSeconds: STEP_TIMEOUT_SECONDS[kind],
});

/** Nobody knows before how many there will be: what each may take is in the rules. */
const sending = (kind: 'guests-away' | 'guests-back', guests: GuestRules | null): readonly PlannedStep[] =>
  guests === null || guests.choice === 'leave' ? [] : [builtIn(kind)];

/** What calls root's program takes as long as policy lets that take. */
const making = (point: RestorePoint): PlannedStep => {
  const step = builtIn('restore-point');
  return point.kind === 'hook' ? { ...step, timeoutSeconds: point.timeoutSeconds } : step;
};

function hooked(kind: HookedStep, hooks: ReadonlyMap<HookedStep, HookRule>): PlannedStep {
  const rule = hooks.get(kind);
  if (rule === undefined) return skipped(kind, 'step-no-hook');
  const { hook, parameters, timeoutSeconds } = rule;
  return { kind, run: { how: 'hook', call: { hook, parameters } }, timeoutSeconds };
}

/** Built-in questions come before the hook, and have a time of their own. */
function asked(
  kind: 'ask-cluster' | 'settle',
  hooks: ReadonlyMap<HookedStep, HookRule>,
  questions: PlannedQuestions | null,
): PlannedStep {
  const step = hooked(kind, hooks);
  if (questions === null) return step;
  const seconds = kind === 'settle' ? questions.settleSeconds : questions.askSeconds;
  return step.run.how === 'hook'
    ? { ...step, timeoutSeconds: step.timeoutSeconds + seconds }
    : { kind, run: { how: 'built-in' }, timeoutSeconds: seconds };
}
