// What chosen updates cannot do without: other pending updates, by what the packages' own fields ask for. A scope chooses
// some of what is pending; hosts are shown nothing but the patch set, and could not install the rest of it.

import { allows, isMet, type Relation } from '../deb822/index.ts';
import { type Inventory, type PendingUpdate, packageKey } from '../inventory/index.ts';
import { compareRpmForMatching } from '../version/index.ts';
import type { Platform } from './types.ts';

/** Of one version, as its publisher says it. */
export interface PackageRelations {
  /** `Depends` and `Pre-Depends`, or `Requires` with the packages that provide it: of each group, one must be there. */
  readonly needs: readonly (readonly Relation[])[];
  /** `Breaks` and `Conflicts`: none of these may be there. */
  readonly excludes: readonly Relation[];
}

/** `null`: nobody says anything of this version, and it brings nothing along. */
export type RelationsOf = (platform: Platform, update: PendingUpdate) => PackageRelations | null;

/**
 * The chosen updates with those pending ones that they need, over any number of steps: a package whose installed version does not meet
 * what a chosen one needs, and whose pending one does; or whose installed version a chosen one breaks, and whose pending one it does not.
 */
export function withNeeded(
  { packages, system }: Pick<Inventory, 'packages' | 'system'>,
  chosen: readonly PendingUpdate[],
  pending: readonly PendingUpdate[],
  relationsOf: RelationsOf,
): readonly PendingUpdate[] {
  const { distribution, release, architecture } = system;
  const { isMetHere, isThere } = readHost({ packages, system });
  // By name: a fleet has 10,000 hosts with hundreds of pending updates each.
  const byName = Map.groupBy(pending, ({ name }) => name);
  const all = new Map(chosen.map((update) => [packageKey(update), update]));
  const waiting = [...chosen];
  for (let update = waiting.shift(); update !== undefined; update = waiting.shift()) {
    const relations = relationsOf({ distribution, release, architecture }, update);
    if (relations === null) continue;
    for (const other of neededBy(relations, { pending: byName, isMetHere, isThere })) {
      if (all.has(packageKey(other))) continue;
      all.set(packageKey(other), other);
      waiting.push(other);
    }
  }
  return [...all.values()];
}

/**
 * Of a host on which some updates are gone: the first of those that a version with these relations cannot do without; `null`: none.
 * `left` is what may come still.
 */
export function missedOn(
  host: Pick<Inventory, 'packages' | 'system'>,
  updates: { readonly left: readonly PendingUpdate[]; readonly gone: readonly PendingUpdate[] },
): (relations: PackageRelations) => PendingUpdate | null {
  const { isMetHere, isThere } = readHost(host);
  const left = Map.groupBy(updates.left, ({ name }) => name);
  const gone = Map.groupBy(updates.gone, ({ name }) => name);
  const met = (one: Relation, by: typeof left): PendingUpdate | undefined =>
    by.get(one.name)?.find(({ name, to }) => isMetHere(one, { name, version: to }));
  const escaped = (one: Relation, by: typeof left): PendingUpdate | undefined =>
    by.get(one.name)?.find(({ name, to }) => !isMetHere(one, { name, version: to }));
  return ({ needs, excludes }) => {
    for (const group of needs) {
      const missed = group.flatMap((one) => met(one, gone) ?? []);
      if (missed[0] !== undefined && !group.some((one) => isThere(one) || met(one, left) !== undefined))
        return missed[0];
    }
    for (const one of excludes) {
      const missed = escaped(one, gone);
      if (missed !== undefined && isThere(one) && escaped(one, left) === undefined) return missed;
    }
    return null;
  };
}

interface ReadHost {
  readonly isMetHere: IsMet;
  /** By what is installed. */
  readonly isThere: (one: Relation) => boolean;
}

function readHost({ packages, system }: Pick<Inventory, 'packages' | 'system'>): ReadHost {
  const isMetHere = system.packageFormat === 'deb' ? isMet : isMetAsRpm;
  const versions = new Map(packages.map(({ name, version }) => [name, version]));
  const isThere = (one: Relation): boolean => {
    const version = versions.get(one.name);
    return version !== undefined && isMetHere(one, { name: one.name, version });
  };
  return { isMetHere, isThere };
}

type IsMet = typeof isMet;

/** A version without a release is met by any of its releases, as librpm reads it. */
const isMetAsRpm: IsMet = ({ name, version }, by) =>
  name === by.name &&
  (version === null || allows(version.operator, compareRpmForMatching(by.version, version.version)));

function neededBy(
  { needs, excludes }: PackageRelations,
  host: ReadHost & { readonly pending: ReadonlyMap<string, readonly PendingUpdate[]> },
): readonly PendingUpdate[] {
  const { pending, isMetHere, isThere } = host;
  const meeting = (one: Relation): readonly PendingUpdate[] =>
    (pending.get(one.name) ?? []).filter(({ name, to }) => isMetHere(one, { name, version: to }));
  const needed = needs.filter((group) => !group.some(isThere)).flatMap((group) => group.flatMap(meeting));
  const broken = excludes
    .filter(isThere)
    .flatMap((one) => (pending.get(one.name) ?? []).filter(({ name, to }) => !isMetHere(one, { name, version: to })));
  return [...needed, ...broken];
}
