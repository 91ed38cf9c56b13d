import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { PlannedStep } from '@slipway/core/step';
import type { AttemptContext } from '../context.ts';

/** Between two looks at a held lock: unattended runs take minutes. */
const LOOK_AGAIN_MS = 3000;

/** Waits within the step's time and names the holder; never breaks a lock. */
export const lockIsFree = async (context: AttemptContext, step: PlannedStep): Promise<Outcome<void>> => {
  const { clock, packages } = context.ports;
  const deadlineMs = clock.monotonicMs() + step.timeoutSeconds * 1000;
  for (;;) {
    const lock = await packages.lockHolder();
    if (lock === null) return ok(undefined);
    if (clock.monotonicMs() + LOOK_AGAIN_MS >= deadlineMs)
      return refuse('lock-held', { holder: lock.holder, since: lock.since });
    await clock.sleep(LOOK_AGAIN_MS);
  }
};
