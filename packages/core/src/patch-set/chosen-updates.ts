// Which of a host's pending updates a scope asks for.

import { type InstalledPackage, type Inventory, type PendingUpdate, packageKey } from '../inventory/index.ts';
import { type AnsweredVersion, answeredBy } from './answered.ts';
import { type RelationsOf, withNeeded } from './closure.ts';
import type { CutScope, Named, Platform } from './types.ts';

/**
 * The updates of one host that belong to the scope, with those that they cannot do without. Nothing where the host could
 * not say what is pending.
 */
export function chosenUpdates(inventory: Inventory, choice: Choice): readonly PendingUpdate[] {
  const { updates: pending, packages } = inventory;
  if (pending.kind === 'unknown') return [];
  if (choice.scope === 'all') return pending.updates;
  const wanted = wantedUpdates(inventory, pending.updates, choice);
  const isWhole = choice.scope === 'kernel';
  const moved = isWhole ? wanted : [...wanted, ...siblingsOf(wanted, pending.updates, packages)];
  const needed =
    choice.relationsOf === undefined ? moved : withNeeded(inventory, moved, pending.updates, choice.relationsOf);
  return withNewDependencies(needed, pending.updates);
}

/** What is taken out of what hosts see pending. */
export interface Choice {
  readonly scope: CutScope;
  /** With the scope `named`. */
  readonly named?: Named;
  /** Of the advisories that are named: what answers them. */
  readonly answered?: readonly AnsweredVersion[];
  /** Absent: what updates need of each other is not known, and what is newly installed alone comes along. */
  readonly relationsOf?: RelationsOf;
  /** The rpm module streams that list an update's version, as `name:stream`. Absent: nobody has looked. */
  readonly streamsOf?: StreamsOf;
}

export type StreamsOf = (platform: Platform, update: PendingUpdate) => readonly string[];

function wantedUpdates(
  inventory: Inventory,
  pending: readonly PendingUpdate[],
  { scope, named, answered = [] }: Choice,
): readonly PendingUpdate[] {
  switch (scope) {
    case 'all':
      return pending;
    case 'security':
      return pending.filter(({ security }) => security);
    case 'kernel':
      return pending.filter(({ name }) => isKernelPackage(name));
    case 'named': {
      const { packages, advisories } = named ?? { packages: [], advisories: [] };
      const found = [
        ...packages.map((name) => updatesNamed(inventory, pending, name)),
        ...advisories.map((name) => updatesAnswering(inventory, pending, { name, answered })),
      ];
      return [...new Set(found.flat())];
    }
    default:
      return refuseScope(scope);
  }
}

/** By the package's own name, or by its source's. */
export const updatesNamed = (
  { packages }: Pick<Inventory, 'packages'>,
  pending: readonly PendingUpdate[],
  name: string,
): readonly PendingUpdate[] => {
  const ofSource = new Set(packages.filter(({ sourceName }) => sourceName === name).map(packageKey));
  return pending.filter((update) => update.name === name || ofSource.has(packageKey(update)));
};

/** Of an advisory or a vulnerability. */
export const updatesAnswering = (
  { packages, system }: Pick<Inventory, 'packages' | 'system'>,
  pending: readonly PendingUpdate[],
  { name, answered }: { readonly name: string; readonly answered: readonly AnsweredVersion[] },
): readonly PendingUpdate[] => {
  const about = answered.filter(
    ({ advisory, platform }) =>
      advisory === name && platform.distribution === system.distribution && platform.release === system.release,
  );
  if (about.length === 0) return [];
  return pending.filter((update) => {
    const installed = packages.find(({ name: its, version }) => its === update.name && version === update.from);
    // Most packages carry their source's version; of the others it is not known, and counts as one that answers.
    const sourceVersion = installed?.version === installed?.sourceVersion ? update.to : null;
    return about.some(
      (one) =>
        one.name === update.name &&
        one.architecture === update.architecture &&
        one.version === update.from &&
        answeredBy(one, { version: update.to, sourceVersion }, system.packageFormat),
    );
  });
};

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
  const already = new Set(wanted);
  return pending.filter((update) => {
    if (already.has(update)) return false;
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
