// How far a row of steps has come.

import type { PlannedStep, StepKind } from '../step/index.ts';
import { RETURN_TRIES_MAX } from './limits.ts';
import { took } from './readings.ts';
import type { StepRun } from './types.ts';

/** The steps that give a host, and what it carries, back to its service: the only ones that are tried more than once. */
export const RETURNING: ReadonlySet<StepKind> = new Set(['guests-back', 'settle', 'undrain', 'confirm']);

export type Walk =
  | { readonly kind: 'enter'; readonly step: PlannedStep }
  | { readonly kind: 'failed'; readonly run: StepRun }
  | { readonly kind: 'complete' };

/** The first of `steps` that has not taken effect in `runs`: to be entered, tried again, or given up. */
export const walk = (steps: readonly PlannedStep[], runs: readonly StepRun[]): Walk => {
  for (const step of steps) {
    const tries = runs.filter((run) => run.step === step.kind);
    const last = tries.at(-1);
    if (last === undefined) return { kind: 'enter', step };
    if (tries.some(took)) continue;
    const triesMax = RETURNING.has(step.kind) ? RETURN_TRIES_MAX : 1;
    return tries.length < triesMax ? { kind: 'enter', step } : { kind: 'failed', run: last };
  }
  return { kind: 'complete' };
};
