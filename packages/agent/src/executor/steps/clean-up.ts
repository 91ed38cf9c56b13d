// Clean-up: what is over, once the change is proven and the host serves again. What cannot be tidied up is told and changes nothing
// about that.

import { type AttemptContext, already, done, failed, type StepResult } from '../context.ts';
import { tidyRestorePoints } from '../restore-points.ts';

export const cleanUp = async ({ ports }: AttemptContext): Promise<StepResult> => {
  const tidied = await tidyRestorePoints(ports);
  if (!tidied.ok) return failed(tidied.reason);
  const { gone, left } = tidied.value;
  const evidence = gone.length === 0 ? null : { restorePointsGone: gone };
  if (left !== null) return failed(left, evidence);
  return evidence === null ? already() : done(evidence);
};
