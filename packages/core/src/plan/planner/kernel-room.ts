// Kernels for which there is no room below /boot: they alone are left out of what a host needs, the rest goes on. The host was asked
// to propose without them, and a transaction that has one all the same is not planned: nothing is ever taken out of one.

import type { Inventory } from '../../inventory/index.ts';
import { type ShortRoom, shortRoomFor, shortRoomForUpdates } from '../../kernel/index.ts';
import { isKernelPackage, type ProposedChange, type Target } from '../../patch-set/index.ts';
import { type Reason, reason } from '../../reasons/index.ts';
import type { PendingTarget } from './pending.ts';

export interface RoomForKernels {
  readonly wanted: readonly PendingTarget[];
  readonly leftOut: readonly { readonly target: Target; readonly reason: Reason }[];
  /** Why a package that is one of a kernel does not come; `null`: there is room, or it is none. */
  readonly against: (name: string) => Reason | null;
}

export function roomForKernels({ system }: Inventory, pending: readonly PendingTarget[]): RoomForKernels {
  const short = shortRoomForUpdates(
    system.kernel,
    pending.map(({ target }) => target.name),
  );
  if (short === null) return { wanted: pending, leftOut: [], against: () => null };
  const against = (name: string): Reason | null => (isKernelPackage(name) ? shortReason(name, short) : null);
  return {
    wanted: pending.filter(({ target }) => !isKernelPackage(target.name)),
    leftOut: pending.flatMap(({ target }) => {
      const why = against(target.name);
      return why === null ? [] : [{ target, reason: why }];
    }),
    against,
  };
}

/** Against a proposal that brings a kernel for which there is no room: of another moment, or of what nobody could foresee. */
export function kernelInProposal({ system }: Inventory, changes: readonly ProposedChange[]): Reason | null {
  const names = changes.flatMap(({ name, to }) => (to === null ? [] : [name]));
  const short = shortRoomFor(system.kernel, names);
  return short === null ? null : shortReason(names.find(isKernelPackage) ?? 'a kernel', short);
}

const shortReason = (name: string, { freeBytes, neededBytes }: ShortRoom): Reason =>
  reason('boot-room-short', { package: name, freeBytes, neededBytes });
