// What the plan of one host does about its kernels.

import type { Inventory } from '../../inventory/index.ts';
import { type PlannedKernels, plannedKernels } from '../../kernel/index.ts';
import type { Rules } from '../../policy/index.ts';
import type { JudgedChange } from './types.ts';

/** `null`: policy says nothing of them, or there is nothing to do. */
export function kernelsOf(
  { kernels: rules, reboot }: Pick<Rules, 'kernels' | 'reboot'>,
  { system, packages }: Inventory,
  transaction: readonly JudgedChange[],
): PlannedKernels | null {
  if (rules === undefined) return null;
  return plannedKernels({
    rules,
    kernel: system.kernel,
    packages,
    transaction: transaction.map(({ planned }) => planned),
    reboots: reboot !== 'never',
  });
}
