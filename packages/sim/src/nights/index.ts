// Nights played on all cores, each in one thread from its beginning to its end: what a seed brings does not depend on who plays
// beside it.
// Not here: what a night is (night).
// May import: sim's night, node:.

export { playedAtOnce } from './nights.ts';
