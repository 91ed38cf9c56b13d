// The pulse: a few small values that differ whenever something changed that people look at. Who watches compares two of
// them and asks again; nothing of the thing itself is in it.
// Not here: how a watcher is told (api).
// May import: core, ports.

export { changedSince, type Pulse, type PulseSubject, readPulse } from './pulse.ts';
