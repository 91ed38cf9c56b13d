// The packages that generated fleets carry: few, so that hosts share targets, and each with a part to play.

import type { InstalledPackage } from '@slipway/core/inventory';
import type { PatchSet } from '@slipway/core/patch-set';
import { aPackage, aPatchSet, aReplacedVersion, aTarget, BOOKWORM } from '../builders/index.ts';

/** Installed before, and the target. */
export const OLD_VERSION = '1.0-1';
export const NEW_VERSION = '1.1-1';

export const UPDATED = ['alpha', 'bravo', 'charlie', 'delta'] as const;
/** A target whose old version nobody keeps: no way back. */
export const LOST = 'lost';
/** Newly installed because a target needs it. */
export const DEPENDENCY = 'newdep';
/** Removed because a target conflicts with it; not in the patch set. */
export const REMOVED = 'oldlib';

export const TRIXIE = { ...BOOKWORM, release: 'trixie' } as const;

/** For two platforms; `trixie` has targets of its own, so that fleets are mixed. */
export const cataloguePatchSet = (): PatchSet =>
  aPatchSet({
    targets: [
      ...[...UPDATED, LOST].map((name) => aTarget({ name, version: NEW_VERSION })),
      aTarget({ name: DEPENDENCY, version: NEW_VERSION, role: 'dependency' }),
      aTarget({ name: 'alpha', version: '2.1-1', platform: TRIXIE }),
    ],
    replaced: [
      ...UPDATED.map((name) => aReplacedVersion({ name, version: OLD_VERSION })),
      aReplacedVersion({ name: LOST, version: OLD_VERSION, file: null }),
      aReplacedVersion({ name: 'alpha', version: '2.0-1', platform: TRIXIE }),
    ],
  });

export const installed = (name: string, version = OLD_VERSION): InstalledPackage =>
  aPackage({ name, version, automatic: name === 'bravo' });
