import { CARET, isAlphanumeric, isDigit, isLetter, TILDE } from '../characters.ts';
import { commonLength, compareDigitRuns, digitsEnd } from '../spans.ts';
import type { Order } from '../types.ts';

/**
 * Orders one part of an RPM version (a version without epoch and release, or a release) as `rpmvercmp` does.
 *
 * `~` sorts before everything, the end included (`1.0~rc1` < `1.0`); `^` sorts after the end but before any other
 * continuation (`1.0` < `1.0^git1` < `1.0.1`); every other character that is not an ASCII letter or digit only
 * separates (`1_0` = `1.0`). Between separators, runs of digits compare as numbers of any length, runs of letters
 * by byte, and digits are newer than letters.
 *
 * Source: rpm-version(7); rpm's rpmio/rpmvercmp.c, seen with rpm 4.18.0.
 */
export function compareRpmSegment(a: string, b: string): Order {
  return a === b ? 0 : compareSegmentSpans(a, 0, a.length, b, 0, b.length);
}

/** `compareRpmSegment` on parts of two texts, without cutting them out; see `spans.ts` for the reason. */
export function compareSegmentSpans(
  a: string,
  aStart: number,
  aEnd: number,
  b: string,
  bStart: number,
  bEnd: number,
): Order {
  // What both begin with decides nothing, except for the digits or letters that the first difference stands in.
  let skipped = commonLength(a, aStart, aEnd, b, bStart, bEnd);
  while (skipped > 0 && isAlphanumeric(a.charCodeAt(aStart + skipped - 1))) skipped--;
  let i = aStart + skipped;
  let j = bStart + skipped;
  for (;;) {
    let rank = rankAt(a, i, aEnd);
    while (rank === RANK_SEPARATOR) rank = rankAt(a, ++i, aEnd);
    let otherRank = rankAt(b, j, bEnd);
    while (otherRank === RANK_SEPARATOR) otherRank = rankAt(b, ++j, bEnd);
    if (rank !== otherRank) return rank < otherRank ? -1 : 1;
    if (rank === RANK_END) return 0;
    if (rank === RANK_TILDE || rank === RANK_CARET) {
      i++;
      j++;
      continue;
    }
    const iStart = i;
    const jStart = j;
    let runs: Order;
    if (rank === RANK_DIGIT) {
      i = digitsEnd(a, i, aEnd);
      j = digitsEnd(b, j, bEnd);
      runs = compareDigitRuns(a, iStart, i, b, jStart, j);
    } else {
      i = lettersEnd(a, i, aEnd);
      j = lettersEnd(b, j, bEnd);
      runs = compareLetterRuns(a, iStart, i, b, jStart, j);
    }
    if (runs !== 0) return runs;
  }
}

/** By byte, as strcmp: `a` < `ab` < `b`, and capitals before small letters. */
function compareLetterRuns(a: string, aStart: number, aEnd: number, b: string, bStart: number, bEnd: number): Order {
  let i = aStart;
  let j = bStart;
  for (; i < aEnd && j < bEnd; i++, j++) {
    const difference = a.charCodeAt(i) - b.charCodeAt(j);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  if (i < aEnd) return 1;
  return j < bEnd ? -1 : 0;
}

function lettersEnd(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isLetter(text.charCodeAt(at))) at++;
  return at;
}

// What comes next on either side, in rpm's order: where the ranks differ, nothing else matters.
const RANK_SEPARATOR = -1;
const RANK_TILDE = 0;
const RANK_END = 1;
const RANK_CARET = 2;
const RANK_LETTER = 3;
const RANK_DIGIT = 4;

function rankAt(text: string, at: number, end: number): number {
  if (at >= end) return RANK_END;
  const code = text.charCodeAt(at);
  if (isDigit(code)) return RANK_DIGIT;
  if (isLetter(code)) return RANK_LETTER;
  if (code === TILDE) return RANK_TILDE;
  return code === CARET ? RANK_CARET : RANK_SEPARATOR;
}
