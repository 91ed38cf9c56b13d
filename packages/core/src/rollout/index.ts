// Rollout: what happens next to a plan that is under way, as one pure decision; leases and start grants.
// Not here: storing, signing, sending, waiting.
// May import: every other core folder.

export type { StartGrant } from '../execution/index.ts';
export type * from './types.ts';
