// The host's own clock: the time of day, a time that only rises, and sleeping.
// Not here: whether that time is right, which is judged against the controller's signed one (core/execution).
// May import: ports, core/time, node:.

export { systemClock } from './system-clock.ts';
