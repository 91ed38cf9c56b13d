// Restore point: the state of named volumes that a host can go back to, made before its change, in words: what policy may
// want, what a plan names, what was seen of one.
// Not here: making, watching or going back to one (the agent's port RestorePoints), when that is done (executor).
// May import: ids, time.

export { restorePointScope, restorePointText } from './text.ts';
export type * from './types.ts';
