// What the patch set means for one host: the targets it is below. The same as `applicableTargets` of patch-set (a test
// holds them together), from names looked up once for all hosts, and telling "has none of these packages" from "has all".

import type { InstalledPackage, Inventory } from '../../inventory/index.ts';
import { isHighest, isOf, type Target } from '../../patch-set/index.ts';
import { compareVersions } from '../../version/index.ts';
import type { PlatformContent } from './types.ts';

export interface Pending {
  readonly targets: readonly PendingTarget[];
  /** The host has at least one package that the patch set has a target for, at whatever version. */
  readonly isApplicable: boolean;
}

export interface PendingTarget {
  readonly target: Target;
  /** The highest where there are several versions side by side (kernels of rpm). */
  readonly installed: InstalledPackage;
}

export function pendingOf(inventory: Inventory, content: PlatformContent): Pending {
  const { packageFormat } = inventory.system;
  const highest = new Map<Target, InstalledPackage>();
  for (const installed of inventory.packages) {
    for (const target of content.targetsByName.get(installed.name) ?? []) {
      if (target.role !== 'target' || !isOf(installed, target)) continue;
      const other = highest.get(target);
      if (other === undefined || compareVersions(packageFormat, other.version, installed.version) < 0) {
        highest.set(target, installed);
      }
    }
  }
  const targets: PendingTarget[] = [];
  for (const [target, installed] of highest) {
    if (compareVersions(packageFormat, installed.version, target.version) >= 0) continue;
    const sameName = content.targetsByName.get(target.name) ?? [];
    if (isHighest(target, sameName, packageFormat)) targets.push({ target, installed });
  }
  return { targets, isApplicable: highest.size > 0 };
}
