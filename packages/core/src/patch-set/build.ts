// The cut: from what all hosts see pending to one list of wanted versions, and from that list and its files to a patch set.

import { type Inventory, type PackageOrigin, type PendingUpdate, packageKey } from '../inventory/index.ts';
import { type Outcome, ok, refuse } from '../reasons/index.ts';
import { compareVersions, type VersionFormat } from '../version/index.ts';
import { type Choice, chosenUpdates, updatesAnswering, updatesNamed } from './chosen-updates.ts';
import { type IndexWish, indexWishes, narrowedWishes } from './index-wishes.ts';
import {
  compareTexts,
  compareVersionsOnPlatforms,
  platformKey,
  platformOf,
  type VersionOnPlatform,
  versionOnPlatformKey,
} from './keys.ts';
import { compareOrigins, originatedKey, originKey, originsOf } from './origins.ts';
import type {
  CutScope,
  Named,
  OriginIndex,
  PackagedConffile,
  PackageFile,
  PatchSet,
  Platform,
  ReplacedVersion,
  Target,
} from './types.ts';

/** What a patch set should hold, before anybody has looked for the files. */
export interface PatchSetWish {
  readonly scope: CutScope;
  readonly named?: Named;
  readonly targets: readonly WantedTarget[];
  readonly replaced: readonly VersionOnPlatform[];
  /** Which indexes the hosts need, see `narrowedWishes`. */
  readonly indexes: readonly IndexWish[];
}

export type WantedTarget = VersionOnPlatform & {
  readonly origin: PackageOrigin;
  readonly security: boolean;
  readonly role: Target['role'];
  /** See {@link Target.module}. */
  readonly module?: string;
};

/** What the vendor's signed index says of a target. */
export interface ResolvedTarget {
  readonly file: PackageFile;
  readonly sourceName: string;
  readonly sourceVersion: string;
  readonly advisories: readonly string[];
  /** See {@link Target.conffiles}. */
  readonly conffiles?: readonly PackagedConffile[];
}

/** A version that is replaced, as one origin still has it. */
export interface KeptVersion {
  readonly file: PackageFile;
  readonly origin: PackageOrigin;
}

/**
 * The highest version that any host may go to, per platform, name, architecture and origin, out of the updates that the
 * scope chooses; and every lower version of those that any host carries. Per origin, since what one host takes from a
 * repository of its own must neither come to the others nor hide what they would take. The order of the inventories does
 * not matter.
 */
export function buildPatchSet(
  options: Choice & {
    readonly inventories: readonly Inventory[];
    /** Every host that may meet the patch set later, where that is more than those that it is cut from. */
    readonly fleet?: readonly Inventory[];
  },
): PatchSetWish {
  const { scope, named, inventories, fleet = inventories } = options;
  const wanted: Wanted = new Map();
  for (const inventory of inventories) addUpdates(wanted, inventory, options);
  const replaced = new Map<string, VersionOnPlatform>();
  for (const inventory of inventories) addReplaced(replaced, wanted, inventory);
  const targets = [...wanted.values()]
    .flatMap((ofPlatform) => [...ofPlatform.values()].flatMap((ofPackage) => [...ofPackage.values()]))
    .sort(compareTargets);
  return {
    scope,
    ...(named === undefined ? {} : { named }),
    targets,
    replaced: [...replaced.values()].sort(compareVersionsOnPlatforms),
    indexes: indexWishes(targets, fleet),
  };
}

const compareTargets = (a: WantedTarget, b: WantedTarget): number =>
  compareVersionsOnPlatforms(a, b) ||
  compareOrigins(a.origin, b.origin) ||
  compareTexts(a.module ?? '', b.module ?? '');

/** By platform, then by package, then by origin and stream: hosts of one stream never take a version of another. */
type Wanted = Map<string, Map<string, Map<string, WantedTarget>>>;

/** Of what was named, that of which no host has anything pending: whoever asks for it means something else, or asks too late. */
export const namedInVain = (inventories: readonly Inventory[], { named, answered = [] }: Choice): readonly string[] => {
  const known = inventories.flatMap((inventory) =>
    inventory.updates.kind === 'known' ? [{ inventory, pending: inventory.updates.updates }] : [],
  );
  const { packages = [], advisories = [] } = named ?? {};
  return [
    ...packages.filter((name) =>
      known.every(({ inventory, pending }) => updatesNamed(inventory, pending, name).length === 0),
    ),
    ...advisories.filter((name) =>
      known.every(({ inventory, pending }) => updatesAnswering(inventory, pending, { name, answered }).length === 0),
    ),
  ];
};

function addUpdates(wanted: Wanted, inventory: Inventory, choice: Choice): void {
  const platform = platformOf(inventory);
  const own = originsOf(inventory);
  for (const update of chosenUpdates(inventory, choice)) {
    // What no named repository of its own publishes could come to no host.
    if (!own.has(originKey(update.origin))) continue;
    const { name, architecture, to: version, origin, security } = update;
    const role = update.from === null ? 'dependency' : 'target';
    const module = streamOf(inventory, update, choice.streamsOf?.(platform, update) ?? []);
    const target: WantedTarget = {
      ...{ platform, name, architecture, version, origin, security, role },
      ...(module === null ? {} : { module }),
    };
    const ofPlatform = wanted.get(platformKey(platform)) ?? new Map<string, Map<string, WantedTarget>>();
    wanted.set(platformKey(platform), ofPlatform);
    const ofPackage = ofPlatform.get(packageKey(update)) ?? new Map<string, WantedTarget>();
    ofPlatform.set(packageKey(update), ofPackage);
    const key = `${originKey(origin)} ${module ?? ''}`;
    const known = ofPackage.get(key);
    ofPackage.set(key, known === undefined ? target : betterOf(known, target, inventory.system.packageFormat));
  }
}

/** One build may be listed by several streams: then it is of the one that the host has the package of. */
function streamOf(
  { packages }: Inventory,
  { name, architecture, from }: PendingUpdate,
  streams: readonly string[],
): string | null {
  if (streams.length < 2) return streams[0] ?? null;
  const installed = packages.find(
    (one) => one.name === name && one.architecture === architecture && one.version === from,
  );
  return streams.find((stream) => stream === installed?.module) ?? streams[0] ?? null;
}

/** A role is of the package, not of the version: what one host has installed is a target for it, whoever else would install it anew. */
function betterOf(a: WantedTarget, b: WantedTarget, format: VersionFormat): WantedTarget {
  const role = a.role === 'target' || b.role === 'target' ? 'target' : 'dependency';
  // Versions that the package manager calls equal (1.0 and 1.0-0) are still two files: the text decides, so that the
  // order of the hosts does not.
  const order = compareVersions(format, a.version, b.version) || compareTexts(a.version, b.version);
  if (order !== 0) return { ...(order > 0 ? a : b), role };
  return { ...a, role, security: a.security || b.security };
}

function addReplaced(replaced: Map<string, VersionOnPlatform>, wanted: Wanted, inventory: Inventory): void {
  const platform = platformOf(inventory);
  const ofPlatform = wanted.get(platformKey(platform));
  if (ofPlatform === undefined) return;
  const { packageFormat } = inventory.system;
  const moved = inventory.packages.filter((one) => ofPlatform.has(packageKey(one)));
  for (const [key, versions] of Map.groupBy(moved, packageKey)) {
    // Side by side (kernels of rpm): what comes is installed beside them, and replaces none.
    const [only, ...others] = versions;
    if (only === undefined || others.length > 0) continue;
    const { name, architecture, version } = only;
    const targets = [...(ofPlatform.get(key)?.values() ?? [])];
    if (!targets.some((target) => compareVersions(packageFormat, version, target.version) < 0)) continue;
    const found = { platform, name, architecture, version };
    replaced.set(versionOnPlatformKey(found), found);
  }
}

/**
 * The patch set of a wish. Every target needs its file; a replaced version without one stays in as `null`, which says that
 * there is no way back to it. Targets are keyed by `originatedKey`, replaced versions by `versionOnPlatformKey`.
 */
export function completePatchSet(options: {
  readonly wish: PatchSetWish;
  readonly targets: ReadonlyMap<string, ResolvedTarget>;
  readonly replaced: ReadonlyMap<string, readonly KeptVersion[]>;
  readonly indexes: readonly OriginIndex[];
}): Outcome<PatchSet> {
  const { wish, indexes } = options;
  const targets: Target[] = [];
  for (const wanted of wish.targets) {
    const resolved = options.targets.get(originatedKey(wanted));
    if (resolved === undefined) {
      const { name, version } = wanted;
      return refuse('file-unavailable', { package: name, version, detail: 'no signed index names its file' });
    }
    targets.push(targetOf(wanted, resolved));
  }
  const replaced = wish.replaced
    .toSorted(compareVersionsOnPlatforms)
    .flatMap((version) => replacedBy(version, options.replaced.get(versionOnPlatformKey(version)) ?? []));
  const kept = replaced.flatMap(({ platform, origin }) => (origin === undefined ? [] : [{ platform, origin }]));
  return ok({
    schema: 'slipway.patch-set/1',
    scope: wish.scope,
    ...(wish.named === undefined ? {} : { named: wish.named }),
    targets: targets.sort(compareTargets),
    replaced,
    indexes: indexesFor(narrowedWishes(wish.indexes, [...targets, ...kept]), indexes),
  });
}

function targetOf(wanted: WantedTarget, resolved: ResolvedTarget): Target {
  const { platform, name, architecture, version, origin, security, role, module } = wanted;
  const { file, sourceName, sourceVersion, conffiles } = resolved;
  const advisories = [...new Set(resolved.advisories)].sort(compareTexts);
  return {
    ...{ platform, name, architecture, version, sourceName, sourceVersion, origin, file, security, role, advisories },
    ...(module === undefined ? {} : { module }),
    ...(conffiles === undefined ? {} : { conffiles }),
  };
}

function replacedBy(version: VersionOnPlatform, kept: readonly KeptVersion[]): readonly ReplacedVersion[] {
  if (kept.length === 0) return [{ ...version, file: null }];
  return kept
    .toSorted((a, b) => compareOrigins(a.origin, b.origin))
    .map(({ file, origin }) => ({ ...version, file, origin }));
}

/** Exactly those wished for; anything else is a bug of whoever wrote them. */
function indexesFor(wishes: readonly IndexWish[], indexes: readonly OriginIndex[]): readonly OriginIndex[] {
  const keyed = indexes.map((index) => ({ index, key: indexKey(index) }));
  const sorted = keyed.toSorted((a, b) => compareTexts(a.key, b.key));
  const given = sorted.map(({ key }) => key).join();
  const expected = wishes.map(indexKey).sort(compareTexts).join();
  if (given !== expected) throw new Error(`indexes of ${given} where ${expected} are wished for`);
  return sorted.map(({ index }) => index);
}

const indexKey = ({
  platform,
  origins = [],
}: {
  readonly platform: Platform;
  readonly origins?: IndexWish['origins'];
}) => `${platformKey(platform)} ${origins.map(originKey).join()}`;
