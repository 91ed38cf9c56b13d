// The order of lanes.

import type { Lane } from './types.ts';

const ORDER: readonly Lane[] = ['scheduled', 'unknown', 'out-of-cycle', 'immediate'];

/** Any other word is none. */
export const laneOf = (text: string | undefined): Lane | null => ORDER.find((lane) => lane === text) ?? null;

export const higherLane = (a: Lane, b: Lane): Lane => (ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b);
export const lowerLane = (a: Lane, b: Lane): Lane => (ORDER.indexOf(a) <= ORDER.indexOf(b) ? a : b);
/** Positive where `a` is the higher one. */
export const compareLanes = (a: Lane, b: Lane): number => ORDER.indexOf(a) - ORDER.indexOf(b);
