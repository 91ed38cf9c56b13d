// What the patch set has for a host's packages, but only from origins that the host has not configured.

import type { Inventory } from '../../inventory/index.ts';
import { isOf, originText, platformOf, type Target } from '../../patch-set/index.ts';
import { type Reason, reason } from '../../reasons/index.ts';
import { compareVersions } from '../../version/index.ts';
import { foreignByName } from './context.ts';
import type { PlanningContext, PlatformContent } from './types.ts';

/**
 * Targets that would change the host and are not for it. Nothing is said of a package that has a target from an origin of
 * the host's own: that one is the host's, and the other nothing that it lacks.
 */
export function foreignTargets(
  { input }: PlanningContext,
  inventory: Inventory,
  content: PlatformContent | null,
): readonly Target[] {
  const foreign = content?.foreignByName ?? foreignByName(input.patchSet, platformOf(inventory), new Set());
  if (foreign.size === 0) return [];
  const { packageFormat } = inventory.system;
  const found = new Set<Target>();
  for (const installed of inventory.packages) {
    for (const target of foreign.get(installed.name) ?? []) {
      if (!isOf(installed, target)) continue;
      if (compareVersions(packageFormat, installed.version, target.version) < 0) found.add(target);
    }
  }
  return [...found];
}

export const foreignReason = ({ name, version, origin }: Target): Reason =>
  reason('origin-not-configured', { package: name, version, origin: originText(origin) });
