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
  const { distribution, release, architecture, packageFormat } = system;
  const isMetHere = packageFormat === 'deb' ? isMet : isMetAsRpm;
  const versions = new Map(packages.map(({ name, version }) => [name, version]));
  // By name: a fleet has 10,000 hosts with hundreds of pending updates each.
  const byName = Map.groupBy(pending, ({ name }) => name);
  const all = new Map(chosen.map((update) => [packageKey(update), update]));
  const waiting = [...chosen];
  for (let update = waiting.shift(); update !== undefined; update = waiting.shift()) {
    const relations = relationsOf({ distribution, release, architecture }, update);
    if (relations === null) continue;
    for (const other of neededBy(relations, { pending: byName, versions, isMetHere })) {
      if (all.has(packageKey(other))) continue;
      all.set(packageKey(other), other);
      waiting.push(other);
    }
  }
  return [...all.values()];
}

type IsMet = typeof isMet;

/** A version without a release is met by any of its releases, as librpm reads it. */
const isMetAsRpm: IsMet = ({ name, version }, by) =>
  name === by.name &&
  (version === null || allows(version.operator, compareRpmForMatching(by.version, version.version)));

function neededBy(
  { needs, excludes }: PackageRelations,
  host: {
    readonly pending: ReadonlyMap<string, readonly PendingUpdate[]>;
    readonly versions: ReadonlyMap<string, string>;
    readonly isMetHere: IsMet;
  },
): readonly PendingUpdate[] {
  const { pending, versions, isMetHere } = host;
  const meeting = (one: Relation): readonly PendingUpdate[] =>
    (pending.get(one.name) ?? []).filter(({ name, to }) => isMetHere(one, { name, version: to }));
  const isThere = (one: Relation): boolean => {
    const version = versions.get(one.name);
    return version !== undefined && isMetHere(one, { name: one.name, version });
  };
  const needed = needs.filter((group) => !group.some(isThere)).flatMap((group) => group.flatMap(meeting));
  const broken = excludes
    .filter(isThere)
    .flatMap((one) => (pending.get(one.name) ?? []).filter(({ name, to }) => !isMetHere(one, { name, version: to })));
  return [...needed, ...broken];
}
