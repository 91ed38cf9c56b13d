// The host's own clock.
// May import: ports, core/time, node:.

export { systemClock } from './system-clock.ts';
