// What a patch set means for one host.

import type { InstalledPackage, Inventory } from '../inventory/index.ts';
import { compareVersions, type VersionFormat } from '../version/index.ts';
import { platformKey, platformOf } from './keys.ts';
import { indexFor, originKey, originsOfIndex } from './origins.ts';
import type { OriginIndex, PatchSet, Target } from './types.ts';

/** What hosts with this index may take, in the patch set's order. */
export function targetsOf(patchSet: PatchSet, index: OriginIndex): readonly Target[] {
  const key = platformKey(index.platform);
  const origins = originsOfIndex(patchSet, index);
  return patchSet.targets.filter(
    ({ platform, origin }) => platformKey(platform) === key && origins.has(originKey(origin)),
  );
}

/** Of the host's platform, and published by its own repositories. In the patch set's order. */
export function targetsFor(patchSet: PatchSet, inventory: Inventory): readonly Target[] {
  const index = indexFor(patchSet, inventory);
  return index === null ? [] : targetsOf(patchSet, index);
}

/** The host is of the target's platform and has that version or a newer one, whole. */
export const isAtTarget = (inventory: Inventory, target: Target): boolean =>
  platformKey(platformOf(inventory)) === platformKey(target.platform) &&
  inventory.packages.some(
    (found) => isOf(found, target) && found.state === 'installed' && reaches(inventory, found, target),
  );

/**
 * The targets that would change this host: those that it may take and whose package it has, in no version that reaches
 * them.
 * Dependencies are not among them, since a host takes one only where a target asks for it; nor is anything said about
 * holds, which the host's own package manager answers in its proposal.
 */
export function applicableTargets(patchSet: PatchSet, inventory: Inventory): readonly Target[] {
  const targets = targetsFor(patchSet, inventory).filter(({ role }) => role === 'target');
  // By name, so that one walk over the host's packages is enough: 10,000 hosts have six million of them.
  const byName = Map.groupBy(targets, ({ name }) => name);
  const present = new Set<Target>();
  const reached = new Set<Target>();
  for (const found of inventory.packages) {
    for (const target of byName.get(found.name) ?? []) {
      if (!isOf(found, target)) continue;
      present.add(target);
      if (reaches(inventory, found, target)) reached.add(target);
    }
  }
  return targets.filter(
    (target) =>
      present.has(target) &&
      !reached.has(target) &&
      isHighest(target, byName.get(target.name) ?? [], inventory.system.packageFormat),
  );
}

/**
 * Two origins of one host may each have a target of one package: the host takes the higher, and of equal versions the
 * first, as its package manager does. `others` is in the patch set's order and may hold the target itself.
 */
export const isHighest = (target: Target, others: readonly Target[], format: VersionFormat): boolean => {
  const rivals = others.filter((other) => other.role === 'target' && isOf(other, target));
  const place = rivals.indexOf(target);
  return rivals.every((rival, at) => {
    const order = compareVersions(format, rival.version, target.version);
    return order < 0 || (order === 0 && at >= place);
  });
};

/** The same package: of the same stream, too, since another stream has other packages under the same name. */
export const isOf = (found: Pick<InstalledPackage, 'name' | 'architecture' | 'module'>, target: Target): boolean =>
  found.name === target.name && found.architecture === target.architecture && found.module === target.module;

const reaches = ({ system }: Inventory, found: InstalledPackage, target: Target): boolean =>
  compareVersions(system.packageFormat, found.version, target.version) >= 0;
