// The patch set of a rollback: the versions that another one replaced, as targets, and its targets as what is replaced. The
// frozen indexes are the same files, since they carry both.

import type { Digest } from '../ids/index.ts';
import { compareTexts, compareVersionsOnPlatforms, targetKey } from './keys.ts';
import { compareOrigins } from './origins.ts';
import type { PackageFile, PatchSet, ReplacedVersion, Target } from './types.ts';

/**
 * `isKept`: whether the package store has the file still. A version without its file is no target: for hosts that had it there
 * is no way back. The same patch set and files give the same digest.
 */
export function patchSetBack(options: {
  readonly patchSet: PatchSet;
  readonly digest: Digest;
  readonly isKept: (file: PackageFile) => boolean;
}): PatchSet {
  const { patchSet, digest, isKept } = options;
  const sources = new Map(patchSet.targets.map((target) => [sourceKey(target), target]));
  const targets = patchSet.replaced.flatMap((version) => targetFor(version, sources.get(sourceKey(version)), isKept));
  const replaced = patchSet.targets.map(
    ({ platform, name, architecture, version, file, origin }): ReplacedVersion => ({
      ...{ platform, name, architecture, version, origin },
      file: isKept(file) ? file : null,
    }),
  );
  return {
    schema: 'slipway.patch-set/1',
    scope: patchSet.scope,
    ...(patchSet.named === undefined ? {} : { named: patchSet.named }),
    takesBack: digest,
    targets: targets.toSorted((a, b) => compareVersionsOnPlatforms(a, b) || compareOrigins(a.origin, b.origin)),
    replaced: replaced.toSorted(compareReplaced),
    indexes: patchSet.indexes,
  };
}

function targetFor(
  { platform, name, architecture, version, file, origin: its }: ReplacedVersion,
  forward: Target | undefined,
  isKept: (file: PackageFile) => boolean,
): readonly Target[] {
  if (file === null || forward === undefined || !isKept(file)) return [];
  // What earlier versions cut says whose the target is, and no more.
  const origin = its ?? forward.origin;
  const target: Target = {
    ...{ platform, name, architecture, version, origin, file },
    sourceName: forward.sourceName,
    // A replaced version does not say what it was built from; most packages carry their source's version.
    sourceVersion: version,
    security: false,
    role: 'target',
    advisories: [],
  };
  return [forward.module === undefined ? target : { ...target, module: forward.module }];
}

const sourceKey = ({ platform, name, architecture }: Pick<Target, 'platform' | 'name' | 'architecture'>): string =>
  JSON.stringify([platform.distribution, platform.release, platform.architecture, name, architecture]);

const compareReplaced = (a: ReplacedVersion, b: ReplacedVersion): number =>
  compareVersionsOnPlatforms(a, b) ||
  (a.origin === undefined || b.origin === undefined ? 0 : compareOrigins(a.origin, b.origin)) ||
  compareTexts(targetKey(a), targetKey(b));
