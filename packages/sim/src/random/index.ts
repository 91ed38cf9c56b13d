// Seeded random numbers: every part of the world has a stream of its own, named, so that one more draw in one part does not
// change the others.
// Not here: cryptography (nothing is secured by these).
// May import: nothing.

export interface Random {
  /** 0 (included) to 1 (excluded). */
  next(): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** An independent stream. */
  fork(name: string): Random;
}

export const randomFrom = (seed: number): Random => {
  let state = seed >>> 0;
  // mulberry32: 32 bits of state, even enough for faults and delays.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    chance: (probability) => next() < probability,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    fork: (name) => randomFrom(hash(name) ^ seed),
  };
};

/** FNV-1a. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value;
};
