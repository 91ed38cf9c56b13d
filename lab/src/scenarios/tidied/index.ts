// What a restore point's time is worth on a booted host: the timer that takes away what has expired.
// Not here: making one and going back to it (../restore-point.ts).
//
// May import: what a scenario may.
export { tidied } from './tidied.ts';
