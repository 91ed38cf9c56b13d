// The cut: from what all hosts see pending to one list of wanted versions, and from that list and its files to a patch set.

import { type Inventory, type PackageOrigin, packageKey } from '../inventory/index.ts';
import { type Outcome, ok, refuse } from '../reasons/index.ts';
import { compareVersions, type VersionFormat } from '../version/index.ts';
import { chosenUpdates } from './chosen-updates.ts';
import {
  compareTexts,
  compareVersionsOnPlatforms,
  platformKey,
  platformOf,
  type VersionOnPlatform,
  versionOnPlatformKey,
} from './keys.ts';
import type { PackageFile, PatchSet, Platform, PlatformIndex, Scope, Target } from './types.ts';

/** What a patch set should hold, before anybody has looked for the files. */
export interface PatchSetWish {
  readonly scope: Scope;
  readonly targets: readonly WantedTarget[];
  readonly replaced: readonly VersionOnPlatform[];
}

export type WantedTarget = VersionOnPlatform & {
  readonly origin: PackageOrigin;
  readonly security: boolean;
  readonly role: Target['role'];
};

/** What the vendor's signed index says of a target. */
export interface ResolvedTarget {
  readonly file: PackageFile;
  readonly sourceName: string;
  readonly sourceVersion: string;
  readonly advisories: readonly string[];
}

/**
 * The highest version that any host may go to, per platform, name and architecture, out of the updates that the scope
 * chooses; and every lower version of those that any host carries. The order of the inventories does not matter.
 */
export function buildPatchSet(options: {
  readonly scope: Scope;
  readonly inventories: readonly Inventory[];
}): PatchSetWish {
  const { scope, inventories } = options;
  const wanted = new Map<string, Map<string, WantedTarget>>();
  for (const inventory of inventories) addUpdates(wanted, inventory, scope);
  const replaced = new Map<string, VersionOnPlatform>();
  for (const inventory of inventories) addReplaced(replaced, wanted, inventory);
  return {
    scope,
    targets: [...wanted.values()].flatMap((ofPlatform) => [...ofPlatform.values()]).sort(compareVersionsOnPlatforms),
    replaced: [...replaced.values()].sort(compareVersionsOnPlatforms),
  };
}

/** By platform, then by package. */
type Wanted = Map<string, Map<string, WantedTarget>>;

function addUpdates(wanted: Wanted, inventory: Inventory, scope: Scope): void {
  const platform = platformOf(inventory);
  for (const update of chosenUpdates(inventory, scope)) {
    const { name, architecture, to: version, origin, security } = update;
    const role = update.from === null ? 'dependency' : 'target';
    const target: WantedTarget = { platform, name, architecture, version, origin, security, role };
    const ofPlatform = wanted.get(platformKey(platform)) ?? new Map<string, WantedTarget>();
    wanted.set(platformKey(platform), ofPlatform);
    const key = packageKey(update);
    const known = ofPlatform.get(key);
    ofPlatform.set(key, known === undefined ? target : betterOf(known, target, inventory.system.packageFormat));
  }
}

/** A role is of the package, not of the version: what one host has installed is a target for it, whoever else would install it anew. */
function betterOf(a: WantedTarget, b: WantedTarget, format: VersionFormat): WantedTarget {
  const role = a.role === 'target' || b.role === 'target' ? 'target' : 'dependency';
  // Versions that the package manager calls equal (1.0 and 1.0-0) are still two files: the text decides, so that the
  // order of the hosts does not.
  const order = compareVersions(format, a.version, b.version) || compareTexts(a.version, b.version);
  if (order !== 0) return { ...(order > 0 ? a : b), role };
  const first = compareOrigins(a.origin, b.origin) <= 0 ? a : b;
  return { ...first, role, security: a.security || b.security };
}

/** Mirrors of one archive agree; where two archives carry one version, any fixed choice will do. */
const compareOrigins = (a: PackageOrigin, b: PackageOrigin): number =>
  compareTexts(a.origin, b.origin) || compareTexts(a.label, b.label) || compareTexts(a.codename, b.codename);

function addReplaced(replaced: Map<string, VersionOnPlatform>, wanted: Wanted, inventory: Inventory): void {
  const platform = platformOf(inventory);
  const ofPlatform = wanted.get(platformKey(platform));
  if (ofPlatform === undefined) return;
  for (const { name, architecture, version } of inventory.packages) {
    const target = ofPlatform.get(packageKey({ name, architecture }));
    if (target === undefined) continue;
    if (compareVersions(inventory.system.packageFormat, version, target.version) >= 0) continue;
    const found = { platform, name, architecture, version };
    replaced.set(versionOnPlatformKey(found), found);
  }
}

/**
 * The patch set of a wish. Every target needs its file; a replaced version without one stays in as `null`, which says that
 * there is no way back to it. Both maps are keyed by `versionOnPlatformKey`.
 */
export function completePatchSet(options: {
  readonly wish: PatchSetWish;
  readonly targets: ReadonlyMap<string, ResolvedTarget>;
  readonly replaced: ReadonlyMap<string, PackageFile>;
  readonly indexes: readonly PlatformIndex[];
}): Outcome<PatchSet> {
  const { wish, indexes } = options;
  const targets: Target[] = [];
  for (const wanted of wish.targets) {
    const resolved = options.targets.get(versionOnPlatformKey(wanted));
    if (resolved === undefined) {
      const { name, version } = wanted;
      return refuse('file-unavailable', { package: name, version, detail: 'no signed index names its file' });
    }
    targets.push(targetOf(wanted, resolved));
  }
  return ok({
    schema: 'slipway.patch-set/1',
    scope: wish.scope,
    targets: targets.sort(compareVersionsOnPlatforms),
    replaced: wish.replaced
      .map((version) => ({ ...version, file: options.replaced.get(versionOnPlatformKey(version)) ?? null }))
      .sort(compareVersionsOnPlatforms),
    indexes: indexesFor(wish, indexes),
  });
}

function targetOf(wanted: WantedTarget, resolved: ResolvedTarget): Target {
  const { platform, name, architecture, version, origin, security, role } = wanted;
  const { file, sourceName, sourceVersion } = resolved;
  const advisories = [...new Set(resolved.advisories)].sort(compareTexts);
  return { platform, name, architecture, version, sourceName, sourceVersion, origin, file, security, role, advisories };
}

/** Exactly one per platform; anything else is a bug of whoever wrote the indexes. */
function indexesFor(wish: PatchSetWish, indexes: readonly PlatformIndex[]): readonly PlatformIndex[] {
  const needed = new Map<string, Platform>(wish.targets.map(({ platform }) => [platformKey(platform), platform]));
  const sorted = indexes.toSorted((a, b) => compareTexts(platformKey(a.platform), platformKey(b.platform)));
  const given = sorted.map(({ platform }) => platformKey(platform));
  const expected = [...needed.keys()].sort(compareTexts);
  if (given.join() !== expected.join()) throw new Error(`indexes of ${given.join()} for platforms ${expected.join()}`);
  return sorted;
}
