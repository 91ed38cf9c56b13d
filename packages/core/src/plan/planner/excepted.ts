// What exceptions leave out of a host's plan. The host was asked to propose without it, and a transaction that has it all
// the same is not planned: nothing is ever taken out of one.

import { type ActingExceptions, exceptedReason } from '../../exception/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { ProposedChange, Target } from '../../patch-set/index.ts';
import type { Exception } from '../../policy/index.ts';
import { type Reason, reason } from '../../reasons/index.ts';
import type { HostForPlanning } from '../types.ts';
import type { PendingTarget } from './pending.ts';

export interface Excepted {
  /** What the host was asked for. */
  readonly wanted: readonly PendingTarget[];
  readonly leftOut: readonly { readonly target: Target; readonly exception: Exception }[];
  /** By which exception a package is not to change; `null`: it may. */
  readonly of: (name: string) => Exception | null;
}

export function exceptedOf(
  acting: ActingExceptions,
  { labels }: Pick<HostForPlanning, 'labels'>,
  inventory: Inventory,
  pending: readonly PendingTarget[],
): Excepted {
  const selecting = acting.on(labels);
  if (selecting.length === 0) return { wanted: pending, leftOut: [], of: () => null };
  const wanted: PendingTarget[] = [];
  const leftOut: Excepted['leftOut'][number][] = [];
  for (const one of pending) {
    const { target, installed } = one;
    const exception = acting.against(selecting, inventory.system, {
      ...installed,
      from: installed.version,
      to: target,
    });
    if (exception === null) wanted.push(one);
    else leftOut.push({ target, exception });
  }
  const named = new Map(leftOut.map(({ target, exception }) => [target.name, exception]));
  for (const exception of selecting.toReversed()) {
    if ('package' in exception.leavesOut) named.set(exception.leavesOut.package, exception);
  }
  return { wanted, leftOut, of: (name) => named.get(name) ?? null };
}

export const leftOutReason = ({ target, exception }: Excepted['leftOut'][number]): Reason =>
  exceptedReason(`${target.name} ${target.version}`, exception);

/** Against a proposal that changes what is not to be changed: of an older agent, or from before the exception. */
export function exceptedInProposal({ of }: Excepted, changes: readonly ProposedChange[]): Reason | null {
  for (const { name } of changes) {
    const exception = of(name);
    if (exception !== null) return reason('excepted-proposed', { package: name, ...factsOf(exception) });
  }
  return null;
}

/** Of a target that cannot come without what is left out. */
export const neededReason = ({ name, version }: Target, other: string, exception: Exception): Reason =>
  reason('excepted-needed', { package: name, version, other, ...factsOf(exception) });

const factsOf = ({ name, owner, expiresAt }: Exception) => ({ exception: name, owner, expires: expiresAt });
