// Which of a host's pending updates a scope asks for.

import { type InstalledPackage, type Inventory, type PendingUpdate, packageKey } from '../inventory/index.ts';
import type { Scope } from './types.ts';

/**
 * The updates of one host that belong to the scope, with those that they cannot do without. Nothing where the host could
 * not say what is pending.
 */
export function chosenUpdates(inventory: Inventory, scope: Scope): readonly PendingUpdate[] {
  const { updates: pending, packages } = inventory;
  if (pending.kind === 'unknown') return [];
  switch (scope) {
    case 'all':
      return pending.updates;
    case 'security': {
      const wanted = pending.updates.filter(({ security }) => security);
      return withNewDependencies([...wanted, ...siblingsOf(wanted, pending.updates, packages)], pending.updates);
    }
    case 'kernel':
      return withNewDependencies(
        pending.updates.filter(({ name }) => isKernelPackage(name)),
        pending.updates,
      );
    default:
      return refuseScope(scope);
  }
}

/**
 * Images, headers, modules and the packages that only point at the current ones, as Debian, Ubuntu and the Fedora family
 * name them. Tools and the C library's headers, which are built from the same source, are not the kernel.
 */
const KERNEL =
  /^(?:linux-(?:image|headers|modules|kbuild|compiler|generic|virtual|lowlatency|aws|azure|gcp|kvm|oracle|raspi)(?:-|$)|kernel(?:-(?:core|modules|devel|headers|rt|uek|default|64k|debug)(?:-|$)|$))/;

export const isKernelPackage = (name: string): boolean => KERNEL.test(name);

/**
 * What is built from one source is published together and often depends on its exact version (libssl3 and openssl), so
 * the whole of it moves, even where only some of it is marked as a security update.
 */
function siblingsOf(
  wanted: readonly PendingUpdate[],
  pending: readonly PendingUpdate[],
  packages: readonly InstalledPackage[],
): readonly PendingUpdate[] {
  const pendingKeys = new Set(pending.map(packageKey));
  const installed = new Map(
    packages.filter((found) => pendingKeys.has(packageKey(found))).map((found) => [packageKey(found), found]),
  );
  const moves = wanted.flatMap((update) => sourceMoveOf(update, installed) ?? []);
  return pending.filter((update) => {
    if (update.security) return false;
    const move = sourceMoveOf(update, installed);
    return move !== null && moves.some((other) => isSameMove(move, other));
  });
}

interface SourceMove {
  readonly sourceName: string;
  /** The source version that the update leads to; `null` where the package does not carry its source's version. */
  readonly to: string | null;
}

/** A package that is not installed yet does not say what it is built from. */
function sourceMoveOf(update: PendingUpdate, installed: ReadonlyMap<string, InstalledPackage>): SourceMove | null {
  const found = installed.get(packageKey(update));
  if (found === undefined) return null;
  return { sourceName: found.sourceName, to: found.version === found.sourceVersion ? update.to : null };
}

/** Where one side's version says nothing about the source, the source's name decides alone. */
const isSameMove = (a: SourceMove, b: SourceMove): boolean =>
  a.sourceName === b.sourceName && (a.to === null || b.to === null || a.to === b.to);

/**
 * With whatever the host would newly install: it does not say for which update. One too many does no harm, since a
 * dependency in the index does nothing until a target asks for it.
 */
function withNewDependencies(
  chosen: readonly PendingUpdate[],
  pending: readonly PendingUpdate[],
): readonly PendingUpdate[] {
  if (chosen.length === 0) return [];
  const already = new Set(chosen);
  return [...chosen, ...pending.filter((update) => update.from === null && !already.has(update))];
}

function refuseScope(scope: never): never {
  throw new TypeError(`unknown scope: ${JSON.stringify(scope)}`);
}
