// Hooked steps: an executable of the host's own folder, by name. Questions are asked again until they say yes or the
// step's time is over; actions are called once, since they are safe to repeat but not meant to be.

import type { StepEvidence } from '@slipway/core/execution';
import { reason } from '@slipway/core/reasons';
import type { HookCall, PlannedStep, StepKind } from '@slipway/core/step';
import { type AttemptContext, done, type ExecutorPorts, failed, type StepResult } from '../context.ts';
import { takenDown } from './fallen.ts';

/** Exit status of a hook that answers "no" or "not yet". */
const STATUS_NO = 1;
/** Between two askings: a cluster that syncs takes seconds to minutes, and a hook costs one process. */
const ASK_AGAIN_MS = 2000;
const QUESTIONS: ReadonlySet<StepKind> = new Set(['ask-cluster', 'settle', 'confirm']);

export const callHook = async (context: AttemptContext, step: PlannedStep, call: HookCall): Promise<StepResult> => {
  const result = await askHook(context.ports, step, call);
  if (result.outcome !== 'done') return result;
  return done({ ...result.evidence, ...(await takenDownBy(context, step)) });
};

/** Of an attempt or not: the hook alone, and what it says. */
export const askHook = async (
  { clock, hooks }: Pick<ExecutorPorts, 'clock' | 'hooks'>,
  step: Pick<PlannedStep, 'kind' | 'timeoutSeconds'>,
  call: HookCall,
): Promise<StepResult> => {
  const deadlineMs = clock.monotonicMs() + step.timeoutSeconds * 1000;
  for (;;) {
    const leftSeconds = Math.max(1, Math.ceil((deadlineMs - clock.monotonicMs()) / 1000));
    const answer = await hooks.call(call, leftSeconds);
    if (!answer.ok) return failed(answer.reason);
    const { status, output } = answer.value;
    if (status === 0) return done({ output, exitStatus: status });
    const askAgain =
      QUESTIONS.has(step.kind) && status === STATUS_NO && clock.monotonicMs() + ASK_AGAIN_MS < deadlineMs;
    if (!askAgain) {
      const why =
        step.kind === 'ask-cluster' && status === STATUS_NO
          ? reason('cluster-says-no', { detail: output })
          : reason('hook-failed', { hook: call.hook, status });
      return failed(why, { output, exitStatus: status });
    }
    await clock.sleep(ASK_AGAIN_MS);
  }
};

/** Only these may take a service down for the time of the change. */
const TAKING_DOWN: ReadonlySet<StepKind> = new Set(['drain', 'quiesce']);

const takenDownBy = async (context: AttemptContext, { kind }: PlannedStep): Promise<Pick<StepEvidence, 'units'>> => {
  if (!TAKING_DOWN.has(kind) || context.manifest === null) return {};
  const units = await takenDown(context);
  return units.length === 0 ? {} : { units };
};
