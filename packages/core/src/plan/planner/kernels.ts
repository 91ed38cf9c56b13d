// What the plan of one host does about its kernels.

import type { Inventory } from '../../inventory/index.ts';
import { madeRoom, type PlannedKernels, plannedKernels } from '../../kernel/index.ts';
import type { HostForPlanning } from '../types.ts';
import { roomWish } from './kernel-room.ts';
import type { JudgedChange, PlanningContext } from './types.ts';

/** `null`: policy says nothing of them, or there is nothing to do. */
export function kernelsOf(
  context: PlanningContext,
  { host, inventory }: { readonly host: HostForPlanning; readonly inventory: Inventory },
  transaction: readonly JudgedChange[],
): PlannedKernels | null {
  const { kernels: rules, reboot } = context.environment;
  if (rules === undefined) return null;
  const { system, packages } = inventory;
  const planned = transaction.map((change) => change.planned);
  const names = planned.flatMap(({ name, to }) => (to === null ? [] : [name]));
  const room = madeRoom({ ...roomWish(context, host, inventory), names, are: 'whole' });
  return plannedKernels({
    ...{ rules, kernel: system.kernel, packages, transaction: planned, reboots: reboot !== 'never' },
    // Going back brings no kernel that was not there before.
    before: room.kind === 'short' || context.input.rollback !== undefined ? [] : room.removals,
  });
}
