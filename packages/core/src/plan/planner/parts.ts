// Whether a host may be patched in parts where its window is short, and what decides how large they are.

import { isKernelPackage } from '../../patch-set/index.ts';
import type { PlannedParts } from '../types.ts';
import type { JudgedChange, PlanningContext } from './types.ts';

/** `null`: all at once, since policy says so, or since what comes must not be torn apart. */
export function partsOf(
  { environment, input }: Pick<PlanningContext, 'environment' | 'input'>,
  transaction: readonly JudgedChange[],
  expected: { readonly applySeconds: number; readonly afterSeconds: number },
): PlannedParts | null {
  if (environment.shortWindow !== 'in-parts' || input.rollback !== undefined) return null;
  // A kernel, its modules and its drivers are one set; and dnf takes an old kernel away for the one that comes.
  const isOneSet = ({ planned }: JudgedChange): boolean =>
    planned.kind === 'install-beside' || isKernelPackage(planned.name);
  if (transaction.some(isOneSet)) return null;
  const changeSeconds = Math.max(1, Math.ceil(expected.applySeconds / transaction.length));
  return { changeSeconds, afterSeconds: expected.afterSeconds };
}
