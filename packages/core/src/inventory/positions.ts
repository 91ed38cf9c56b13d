// Many places of a list in few numbers.

import type { PackagePositions } from './types.ts';

/** `sorted` rises; each place once. */
export const positionsOf = (sorted: readonly number[]): PackagePositions => {
  const lengths: number[] = [];
  let next = 0;
  for (const at of sorted) {
    if (at === next && lengths.length > 0) lengths[lengths.length - 1] = (lengths.at(-1) ?? 0) + 1;
    else lengths.push(at - next, 1);
    next = at + 1;
  }
  return lengths;
};

/** `null`: they lead beyond the end of a list of that length, so they were made for another one. */
export const positionsIn = (lengths: PackagePositions, listLength: number): readonly number[] | null => {
  const places: number[] = [];
  let at = 0;
  for (const [index, length] of lengths.entries()) {
    if (at + length > listLength) return null;
    if (index % 2 === 1) for (let step = 0; step < length; step += 1) places.push(at + step);
    at += length;
  }
  return places;
};
