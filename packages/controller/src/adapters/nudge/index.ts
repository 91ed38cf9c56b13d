// Hints within one process: whoever waits for a subject wakes when somebody names it.
// With several controllers on one store they are passed on, by whatever carries them (adapters/postgres).
// May import: ports, node:.

export { type LocalNudge, openLocalNudge } from './local-nudge.ts';
export { sharedNudge } from './shared-nudge.ts';
