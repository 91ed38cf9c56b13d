// Clean-up: what is over, once the change is proven and the host serves again. What cannot be tidied up is told and changes nothing
// about that.

import { type AttemptContext, already, done, failed, type StepResult } from '../context.ts';
import { tidyRestorePoints } from '../restore-points.ts';
import { removeKernels } from './kernels.ts';

/** What one of them cannot do keeps the other from nothing. */
export const cleanUp = async (context: AttemptContext): Promise<StepResult> => {
  const kernels = await removeKernels(context);
  const points = await pointsGone(context);
  const [first, second] = kernels.outcome === 'failed' ? [kernels, points] : [points, kernels];
  const evidence = { ...second.evidence, ...first.evidence };
  const outcome = first.outcome === 'already' ? second.outcome : first.outcome;
  return {
    outcome,
    reason: first.reason ?? second.reason,
    evidence: Object.keys(evidence).length === 0 ? null : evidence,
  };
};

const pointsGone = async ({ ports }: AttemptContext): Promise<StepResult> => {
  const tidied = await tidyRestorePoints(ports);
  if (!tidied.ok) return failed(tidied.reason);
  const { gone, left } = tidied.value;
  const evidence = gone.length === 0 ? null : { restorePointsGone: gone };
  if (left !== null) return failed(left, evidence);
  return evidence === null ? already() : done(evidence);
};
