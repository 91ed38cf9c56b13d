import { COLON, HYPHEN, isBlank, isDigit, ZERO } from './characters.ts';
import type { Order } from './types.ts';

// Parts of a version are passed as (text, start, end), end exclusive, instead of as substrings: a comparison then
// allocates nothing, which is what makes several million a second possible. That is also why these take numbers
// in a row and not an options object.

/** Where a text starts, and below where it ends, without the blanks around it. */
export function trimmedStart(text: string): number {
  let at = 0;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}

export function trimmedEnd(text: string): number {
  let at = text.length;
  while (at > 0 && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

/** Where the digits that begin at `start` end; `start` itself if there are none. */
export function digitsEnd(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(text.charCodeAt(at))) at++;
  return at;
}

/** Where the colon stands that ends a leading run of digits (possibly none), or -1 if the text has no such epoch. */
export function epochColon(text: string, start: number, end: number): number {
  const at = digitsEnd(text, start, end);
  return at < end && text.charCodeAt(at) === COLON ? at : -1;
}

/** Where the last hyphen stands, or `end` if there is none. */
export function lastHyphen(text: string, start: number, end: number): number {
  for (let at = end - 1; at >= start; at--) {
    if (text.charCodeAt(at) === HYPHEN) return at;
  }
  return end;
}

/** How many characters two spans have in common from their starts on. */
export function commonLength(a: string, aStart: number, aEnd: number, b: string, bStart: number, bEnd: number): number {
  const max = Math.min(aEnd - aStart, bEnd - bStart);
  let length = 0;
  while (length < max && a.charCodeAt(aStart + length) === b.charCodeAt(bStart + length)) length++;
  return length;
}

/**
 * Orders two runs of digits as the numbers they write, whatever their length: leading zeros go, then the longer
 * run is the larger number, then the first differing digit decides. Real runs pass 2^53 (dates with times, commit
 * counts), where a number type would call different versions equal. An empty run is zero.
 */
export function compareDigitRuns(
  a: string,
  aStart: number,
  aEnd: number,
  b: string,
  bStart: number,
  bEnd: number,
): Order {
  let i = aStart;
  let j = bStart;
  while (i < aEnd && a.charCodeAt(i) === ZERO) i++;
  while (j < bEnd && b.charCodeAt(j) === ZERO) j++;
  const excess = aEnd - i - (bEnd - j);
  if (excess !== 0) return excess < 0 ? -1 : 1;
  for (; i < aEnd; i++, j++) {
    const difference = a.charCodeAt(i) - b.charCodeAt(j);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return 0;
}
