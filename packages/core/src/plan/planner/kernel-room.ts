// Kernels for which there is no room below /boot, even without the old ones that may go before: they alone are left out of what a host
// needs, the rest goes on. The host was asked to propose without them, and a transaction that has one all the same is not planned:
// nothing is ever taken out of one.

import type { Inventory } from '../../inventory/index.ts';
import { type MadeRoom, madeRoom, type RoomWish } from '../../kernel/index.ts';
import { isKernelPackage, type ProposedChange, type Target } from '../../patch-set/index.ts';
import { type Reason, reason } from '../../reasons/index.ts';
import type { HostForPlanning } from '../types.ts';
import { makesRoom } from './capabilities.ts';
import type { PendingTarget } from './pending.ts';
import type { PlanningContext } from './types.ts';

export interface RoomForKernels {
  readonly wanted: readonly PendingTarget[];
  readonly leftOut: readonly { readonly target: Target; readonly reason: Reason }[];
  /** Why a package that is one of a kernel does not come; `null`: there is room, or it is none. */
  readonly against: (name: string) => Reason | null;
}

/** What is to be said of the host, whatever comes. */
export const roomWish = (
  { environment }: PlanningContext,
  host: Pick<HostForPlanning, 'capabilities'>,
  { system, packages }: Inventory,
): Omit<RoomWish, 'names' | 'are'> => ({
  ...{ rules: environment.kernels ?? null, can: makesRoom(host), kernel: system.kernel, packages },
});

export function roomForKernels(
  host: Omit<RoomWish, 'names' | 'are'>,
  pending: readonly PendingTarget[],
): RoomForKernels {
  const room = madeRoom({ ...host, names: pending.map(({ target }) => target.name), are: 'asked' });
  if (room.kind === 'enough') return { wanted: pending, leftOut: [], against: () => null };
  const against = (name: string): Reason | null => (isKernelPackage(name) ? shortReason(name, room) : null);
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
export function kernelInProposal(
  host: Omit<RoomWish, 'names' | 'are'>,
  changes: readonly ProposedChange[],
): Reason | null {
  const names = changes.flatMap(({ name, to }) => (to === null ? [] : [name]));
  const room = madeRoom({ ...host, names, are: 'whole' });
  return room.kind === 'enough' ? null : shortReason(names.find(isKernelPackage) ?? 'a kernel', room);
}

const shortReason = (name: string, { short, why }: Extract<MadeRoom, { kind: 'short' }>): Reason => {
  const facts = { package: name, freeBytes: short.freeBytes, neededBytes: short.neededBytes };
  return why === null ? reason('boot-room-short', facts) : reason('boot-room-not-made', { ...facts, detail: why });
};
