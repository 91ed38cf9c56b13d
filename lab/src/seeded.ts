/** Numbers from 0 (included) to 1 (excluded), the same ones for the same seed. Nothing is secured by them. */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  // mulberry32: 32 bits of state, even enough for moments.
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
