// What may be done to a host, in words. See index.ts.

import type { Reason } from '../reasons/index.ts';

/** The closed list, in the order of DESIGN.md section 3.8. Nothing else ever runs on a host. */
export type StepKind =
  | 'repair'
  | 'preflight'
  | 'manifest'
  | 'ask-cluster'
  | 'drain'
  | 'quiesce'
  | 'guests-away'
  | 'restore-point'
  | 'make-room'
  | 'apply'
  | 'restart'
  | 'reboot'
  | 'verify'
  | 'way-back'
  | 'guests-back'
  | 'settle'
  | 'undrain'
  | 'confirm'
  | 'clean-up';

/** Steps that call an executable from the host's own folder. */
export type HookedStep = 'ask-cluster' | 'drain' | 'quiesce' | 'settle' | 'undrain' | 'confirm';

export interface HookCall {
  /** File name in the host's root-owned hook folder. */
  readonly hook: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A step as planned: run, or named and skipped with the reason, so that nothing is left out in silence. */
export interface PlannedStep {
  readonly kind: StepKind;
  readonly run:
    | { readonly how: 'built-in' }
    | { readonly how: 'hook'; readonly call: HookCall }
    | { readonly how: 'skip'; readonly reason: Reason };
  /** After this the step is overdue: shown and counted, never killed where a package manager runs. */
  readonly timeoutSeconds: number;
}

export type StepOutcome = 'done' | 'already' | 'skipped' | 'failed';
