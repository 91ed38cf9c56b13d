// What a cut leaves out: updates that cannot be taken, and those of the same host that cannot do without them. Out is a
// version, for the hosts that see it pending, and never a package: what other hosts see of it, and can be taken, stays.

import { type Inventory, type PackageOrigin, type PendingUpdate, packageKey } from '../inventory/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import { compareVersions, type VersionFormat } from '../version/index.ts';
import type { PatchSetWish } from './build.ts';
import { type Choice, chosenUpdates } from './chosen-updates.ts';
import { missedOn, type RelationsOf } from './closure.ts';
import { compareTexts, compareVersionsOnPlatforms, platformKey, platformOf, type VersionOnPlatform } from './keys.ts';
import { compareOrigins, originatedKey, originKey } from './origins.ts';
import type { Platform } from './types.ts';

export interface LeftOutUpdate extends VersionOnPlatform {
  readonly origin: PackageOrigin;
  /** Of those that were cut from: how many see it pending. */
  readonly hosts: number;
  readonly reason: Reason;
}

/** What was chosen and is not in the patch set. */
export interface LeftOut {
  readonly count: number;
  /** Those that most hosts see first, at most {@link LEFT_OUT_MAX}. */
  readonly updates: readonly LeftOutUpdate[];
}

/** One host may make up as many versions as an inventory holds; what many hosts see stays in the list. */
export const LEFT_OUT_MAX = 1000;

/** Inventories without what is out; and by `originatedKey` what of it had been chosen. */
export interface Remainder {
  readonly inventories: readonly Inventory[];
  readonly out: ReadonlyMap<string, OutUpdate>;
}

interface OutUpdate extends LeftOutUpdate {
  readonly format: VersionFormat;
}

/** Why an update cannot be taken; `null`: nothing stands against it. */
export type OutOf = (platform: Platform, update: PendingUpdate) => Reason | null;

/**
 * Takes out of each inventory what cannot be taken, and over any number of steps what needs it: whose need is met neither by
 * what the host has, nor by what else it sees pending, nor by another version of what is out that other hosts see.
 */
export function leaveOut(choice: Choice, inventories: readonly Inventory[], outOf: OutOf): Remainder {
  const others = takenVersions(inventories, outOf);
  const out = new Map<string, OutUpdate>();
  const remaining = inventories.map((inventory) => {
    const { updates } = inventory;
    if (updates.kind === 'unknown') return inventory;
    const its = outOnHost(inventory, updates.updates, { outOf, others, relationsOf: choice.relationsOf ?? null });
    if (its.size === 0) return inventory;
    for (const update of chosenUpdates(inventory, choice)) {
      const why = its.get(update);
      if (why !== undefined) addOut(out, inventory, update, why);
    }
    const left = updates.updates.filter((update) => !its.has(update));
    return { ...inventory, updates: { ...updates, updates: left } };
  });
  return { inventories: remaining, out };
}

type OnHost = ReadonlyMap<PendingUpdate, Reason>;

function outOnHost(
  inventory: Inventory,
  pending: readonly PendingUpdate[],
  by: {
    readonly outOf: OutOf;
    readonly others: ReadonlyMap<string, readonly PendingUpdate[]>;
    readonly relationsOf: RelationsOf | null;
  },
): OnHost {
  const platform = platformOf(inventory);
  const out = new Map<PendingUpdate, Reason>();
  for (const update of pending) {
    const why = by.outOf(platform, update);
    if (why !== null) out.set(update, why);
  }
  const { relationsOf } = by;
  if (relationsOf === null) return out;
  for (let before = 0; out.size > before; ) {
    before = out.size;
    const gone = [...out.keys()];
    const standIns = gone.flatMap((update) => by.others.get(publishedKey(platform, update)) ?? []);
    const left = pending.filter((update) => !out.has(update));
    const missed = missedOn(inventory, { left: [...left, ...standIns], gone });
    for (const update of left) {
      const relations = relationsOf(platform, update);
      const needed = relations === null ? null : missed(relations);
      if (needed === null) continue;
      const { name, to: version } = update;
      out.set(update, reason('needs-left-out', { package: name, version, needed: `${needed.name} ${needed.to}` }));
    }
  }
  return out;
}

const publishedKey = (
  platform: Platform,
  { name, architecture, origin }: Pick<PendingUpdate, 'name' | 'architecture' | 'origin'>,
): string => `${platformKey(platform)} ${packageKey({ name, architecture })} ${originKey(origin)}`;

/** What may be taken of the packages of which something is out, whoever sees it. */
function takenVersions(inventories: readonly Inventory[], outOf: OutOf): ReadonlyMap<string, readonly PendingUpdate[]> {
  const isOut = (inventory: Inventory) => (update: PendingUpdate) => outOf(platformOf(inventory), update) !== null;
  const names = new Set(
    inventories.flatMap((one) =>
      pendingOf(one)
        .filter(isOut(one))
        .map(({ name }) => name),
    ),
  );
  const taken = new Map<string, Map<string, PendingUpdate>>();
  for (const inventory of inventories) {
    // By name first: most of what a fleet sees pending is not touched.
    for (const update of pendingOf(inventory).filter(({ name }) => names.has(name))) {
      if (isOut(inventory)(update)) continue;
      const key = publishedKey(platformOf(inventory), update);
      taken.set(key, (taken.get(key) ?? new Map<string, PendingUpdate>()).set(update.to, update));
    }
  }
  return new Map([...taken].map(([key, versions]) => [key, [...versions.values()]]));
}

const pendingOf = ({ updates }: Inventory): readonly PendingUpdate[] =>
  updates.kind === 'known' ? updates.updates : [];

function addOut(out: Map<string, OutUpdate>, inventory: Inventory, update: PendingUpdate, why: Reason): void {
  const { name, architecture, to: version, origin } = update;
  const found = { platform: platformOf(inventory), name, architecture, version, origin };
  const key = originatedKey(found);
  const known = out.get(key) ?? { ...found, hosts: 0, reason: why, format: inventory.system.packageFormat };
  out.set(key, { ...known, hosts: known.hosts + 1 });
}

/** Without what its hosts get all the same: the version from other hosts, or a higher one. `null`: nothing is left out. */
export function leftOutOf({ out }: Remainder, { targets }: Pick<PatchSetWish, 'targets'>): LeftOut | null {
  const taken = Map.groupBy(targets, (target) => publishedKey(target.platform, target));
  const updates = [...out.values()].filter(
    ({ format, ...one }) =>
      !(taken.get(publishedKey(one.platform, one)) ?? []).some(
        ({ version }) => compareVersions(format, one.version, version) <= 0,
      ),
  );
  if (updates.length === 0) return null;
  const sorted = updates.toSorted(
    (a, b) =>
      b.hosts - a.hosts ||
      compareVersionsOnPlatforms(a, b) ||
      compareOrigins(a.origin, b.origin) ||
      compareTexts(a.reason.code, b.reason.code),
  );
  return {
    count: updates.length,
    updates: sorted.slice(0, LEFT_OUT_MAX).map(({ platform, name, architecture, version, origin, hosts, reason }) => ({
      ...{ platform, name, architecture, version, origin, hosts, reason },
    })),
  };
}

/** What this host sees pending, and the cut left out. */
export function leftOutOn({ updates }: LeftOut, inventory: Inventory): readonly LeftOutUpdate[] {
  const platform = platformOf(inventory);
  const byKey = new Map(updates.map((one) => [originatedKey(one), one]));
  return pendingOf(inventory).flatMap(
    ({ name, architecture, to: version, origin }) =>
      byKey.get(originatedKey({ platform, name, architecture, version, origin })) ?? [],
  );
}
