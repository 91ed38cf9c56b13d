// The number that rises with every host plan.

import type { HostForPlanning, HostPlan } from '../types.ts';
import { isSameValue } from './same-value.ts';

/** A host plan before it has its generation. */
export type HostPlanContent = Omit<HostPlan, 'generation'>;

/**
 * The host plan that stands where its content is the same, so that planning again changes nothing; else the next
 * generation. One that stands below the host's newest generation has been superseded and is not used again.
 */
export function withGeneration(
  content: HostPlanContent,
  { current, generation }: Pick<HostForPlanning, 'current' | 'generation'>,
): HostPlan {
  if (current !== null && current.generation >= generation) {
    const same: HostPlan = { ...content, generation: current.generation };
    if (isSameValue(same, current)) return same;
  }
  return { ...content, generation: Math.max(generation, current?.generation ?? 0) + 1 };
}
