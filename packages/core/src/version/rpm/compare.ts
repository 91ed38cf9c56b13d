import { compareDigitRuns, epochColon, lastHyphen } from '../spans.ts';
import type { Order } from '../types.ts';
import { compareSegmentSpans } from './segment.ts';

/**
 * Orders two RPM versions `[epoch:]version[-release]` exactly as librpm's `rpm.ver` does: epoch as a number (missing
 * is 0), then version, then release, where a missing release sorts below any. A total order: use it for sorting and
 * for "which is newer". To ask whether an installed version satisfies a dependency or reaches an advisory's fix, use
 * `compareRpmForMatching`.
 *
 * Takes any text and never throws; `parseRpmVersion` tells whether it is a proper version. `0` means that rpm sees
 * no difference, not that the texts are equal: `1.0`, `1_0` and `0:1.00` are one.
 *
 * Source: rpm-version(7); `parseEVR` and `rpmverCmp` in rpm's rpmio/rpmver.c, seen with rpm 4.18.0. The epoch is the
 * leading run of digits before a colon, and the release starts after the LAST hyphen.
 */
export function compareRpm(a: string, b: string): Order {
  return compareEvr(a, b, 'missing release sorts first');
}

/**
 * As `compareRpm`, but the releases count only where both sides have one: `1.0` matches `1.0-1` and `1.0-2` alike,
 * as a dependency or an advisory that names only a version means it.
 *
 * Not an order (`1.0-1` ~ `1.0` ~ `1.0-2`, and `1.0-1` < `1.0-2`): never sort with it.
 *
 * Source: rpm-dependencies(7); `rpmverOverlap` in rpm's rpmio/rpmver.c, where an empty release is a missing one.
 */
export function compareRpmForMatching(a: string, b: string): Order {
  return compareEvr(a, b, 'missing release matches any');
}

type ReleaseRule = 'missing release sorts first' | 'missing release matches any';

function compareEvr(a: string, b: string, rule: ReleaseRule): Order {
  if (a === b) return 0;
  let i = 0;
  let j = 0;

  const aColon = epochColon(a, 0, a.length);
  const bColon = epochColon(b, 0, b.length);
  if (aColon >= 0 || bColon >= 0) {
    const epochs = compareDigitRuns(a, 0, Math.max(aColon, 0), b, 0, Math.max(bColon, 0));
    if (epochs !== 0) return epochs;
    i = aColon + 1;
    j = bColon + 1;
  }

  const aHyphen = lastHyphen(a, i, a.length);
  const bHyphen = lastHyphen(b, j, b.length);
  const versions = compareSegmentSpans(a, i, aHyphen, b, j, bHyphen);
  if (versions !== 0) return versions;

  // Characters from the hyphen on: 0 without a release, 1 for a hyphen with nothing after it.
  const aTail = a.length - aHyphen;
  const bTail = b.length - bHyphen;
  if (rule === 'missing release matches any') {
    if (aTail <= 1 || bTail <= 1) return 0;
  } else if (aTail === 0 || bTail === 0) {
    return aTail === bTail ? 0 : aTail === 0 ? -1 : 1;
  }
  return compareSegmentSpans(a, aHyphen + 1, a.length, b, bHyphen + 1, b.length);
}
