// What a patch set means for one host.

import type { InstalledPackage, Inventory } from '../inventory/index.ts';
import { compareVersions } from '../version/index.ts';
import { platformKey, platformOf } from './keys.ts';
import type { PatchSet, Platform, Target } from './types.ts';

/** In the patch set's order. */
export const targetsFor = (patchSet: PatchSet, platform: Platform): readonly Target[] => {
  const key = platformKey(platform);
  return patchSet.targets.filter((target) => platformKey(target.platform) === key);
};

/** The host is of the target's platform and has that version or a newer one, whole. */
export const isAtTarget = (inventory: Inventory, target: Target): boolean =>
  platformKey(platformOf(inventory)) === platformKey(target.platform) &&
  inventory.packages.some(
    (found) => isOf(found, target) && found.state === 'installed' && reaches(inventory, found, target),
  );

/**
 * The targets that would change this host: those of its platform whose package it has, in no version that reaches them.
 * Dependencies are not among them, since a host takes one only where a target asks for it; nor is anything said about
 * holds, which the host's own package manager answers in its proposal.
 */
export function applicableTargets(patchSet: PatchSet, inventory: Inventory): readonly Target[] {
  const targets = targetsFor(patchSet, platformOf(inventory)).filter(({ role }) => role === 'target');
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
  return targets.filter((target) => present.has(target) && !reached.has(target));
}

const isOf = (found: InstalledPackage, target: Target): boolean =>
  found.name === target.name && found.architecture === target.architecture;

const reaches = ({ system }: Inventory, found: InstalledPackage, target: Target): boolean =>
  compareVersions(system.packageFormat, found.version, target.version) >= 0;
