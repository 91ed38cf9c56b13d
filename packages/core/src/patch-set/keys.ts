// The names and the order of platforms and targets.

import { digestOf, type Sha256 } from '../document/index.ts';
import type { Digest } from '../ids/index.ts';
import { type Inventory, packageVersionKey } from '../inventory/index.ts';
import type { PatchSet, Platform, Target } from './types.ts';

/** A version on one platform: what the parts of a patch set have in common. */
export interface VersionOnPlatform {
  readonly platform: Platform;
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
}

/** The patch set's name. */
export const patchSetDigest = (patchSet: PatchSet, sha256: Sha256): Digest => digestOf(patchSet, sha256);

export const platformOf = ({ system }: Inventory): Platform => ({
  distribution: system.distribution,
  release: system.release,
  architecture: system.architecture,
});

export const platformKey = ({ distribution, release, architecture }: Platform): string =>
  `${distribution}/${release}/${architecture}`;

/** `name/architecture/version`: what an environment has proven, on whatever platform. */
export const targetKey = (of: Pick<Target, 'name' | 'architecture' | 'version'>): string => packageVersionKey(of);

/** The key of a version within a patch set: its platform, then {@link targetKey}. */
export const versionOnPlatformKey = (of: VersionOnPlatform): string => `${platformKey(of.platform)}/${targetKey(of)}`;

/** By platform, name, architecture and version as texts: equal contents are equal documents. */
export function compareVersionsOnPlatforms(a: VersionOnPlatform, b: VersionOnPlatform): number {
  return (
    compareTexts(platformKey(a.platform), platformKey(b.platform)) ||
    compareTexts(a.name, b.name) ||
    compareTexts(a.architecture, b.architecture) ||
    compareTexts(a.version, b.version)
  );
}

export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
