// Patch sets of rpm targets, each with the index that a host of that publisher reads.

import type { PatchSet, Target } from '@slipway/core/patch-set';
import { aPatchSet, digestOfText } from '@slipway/testkit/builders';

/** Of one platform and one origin: those of the first. */
export const aPatchSetOf = (first: Target, ...others: readonly Target[]): PatchSet =>
  aPatchSet({
    targets: [first, ...others],
    indexes: [
      { platform: first.platform, origins: [first.origin], digest: digestOfText('rpm index'), sizeBytes: 20_000 },
    ],
  });
