import { isDigit, isLetter, TILDE } from '../characters.ts';
import {
  commonLength,
  compareDigitRuns,
  digitsEnd,
  epochColon,
  lastHyphen,
  trimmedEnd,
  trimmedStart,
} from '../spans.ts';
import type { Order } from '../types.ts';

/**
 * Orders two Debian versions `[epoch:]upstream[-revision]` exactly as dpkg does.
 *
 * Takes any text and never throws, so that whatever stands in a dpkg database can be ordered: dpkg only warns about
 * an upstream version that starts with a letter or holds an odd character, and compares it all the same. Whether a
 * text is a proper version is the business of `parseDebVersion`. For text that dpkg refuses outright the result is
 * still a total order, but no reference program gives it a meaning. Blanks around a version do not count.
 *
 * `0` means that dpkg sees no difference, not that the texts are equal: `1.0`, `1.0-0`, `0:1.0` and `1.00` are one.
 *
 * Source: deb-version(7), "Sorting algorithm"; `dpkg_version_compare` and `verrevcmp` in dpkg's lib/dpkg/version.c.
 */
export function compareDeb(a: string, b: string): Order {
  if (a === b) return 0;
  const aEnd = trimmedEnd(a);
  const bEnd = trimmedEnd(b);
  let i = trimmedStart(a);
  let j = trimmedStart(b);

  const aColon = epochColon(a, i, aEnd);
  const bColon = epochColon(b, j, bEnd);
  if (aColon >= 0 || bColon >= 0) {
    // A missing epoch is the empty run of digits: zero.
    const epochs = compareDigitRuns(a, i, aColon < 0 ? i : aColon, b, j, bColon < 0 ? j : bColon);
    if (epochs !== 0) return epochs;
    if (aColon >= 0) i = aColon + 1;
    if (bColon >= 0) j = bColon + 1;
  }

  const aHyphen = lastHyphen(a, i, aEnd);
  const bHyphen = lastHyphen(b, j, bEnd);
  const upstreams = compareFragments(a, i, aHyphen, b, j, bHyphen);
  if (upstreams !== 0) return upstreams;
  // A missing revision is the empty span, which sorts beside "0".
  return compareFragments(a, Math.min(aHyphen + 1, aEnd), aEnd, b, Math.min(bHyphen + 1, bEnd), bEnd);
}

/** An upstream version or a revision: runs of non-digits and runs of digits in turn, each compared in its own way. */
function compareFragments(a: string, aStart: number, aEnd: number, b: string, bStart: number, bEnd: number): Order {
  // What both begin with decides nothing, except for the digits that the first difference stands in.
  let skipped = commonLength(a, aStart, aEnd, b, bStart, bEnd);
  while (skipped > 0 && isDigit(a.charCodeAt(aStart + skipped - 1))) skipped--;
  let i = aStart + skipped;
  let j = bStart + skipped;
  for (;;) {
    for (;;) {
      const weight = i < aEnd ? weightOf(a.charCodeAt(i)) : 0;
      const otherWeight = j < bEnd ? weightOf(b.charCodeAt(j)) : 0;
      if (weight !== otherWeight) return weight < otherWeight ? -1 : 1;
      if (weight === 0) break;
      i++;
      j++;
    }
    if (i >= aEnd && j >= bEnd) return 0;

    const iStart = i;
    const jStart = j;
    i = digitsEnd(a, i, aEnd);
    j = digitsEnd(b, j, bEnd);
    const runs = compareDigitRuns(a, iStart, i, b, jStart, j);
    if (runs !== 0) return runs;
  }
}

/** Lifts every other character above all letters. */
const ABOVE_LETTERS = 256;

/** Rank within a run of non-digits: `~`, then the end of the run (or a digit), letters, everything else. */
function weightOf(code: number): number {
  if (isDigit(code)) return 0;
  if (isLetter(code)) return code;
  if (code === TILDE) return -1;
  return code + ABOVE_LETTERS;
}
