// Hints within one process: whoever waits for a subject wakes when somebody names it.
// Several controllers on one store have a variant of their own over the database.
// May import: ports, node:.

export { openLocalNudge } from './local-nudge.ts';
