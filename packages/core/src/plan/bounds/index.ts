// Bounds: what an approval allows, and the one pure function that decides in controller and agent alike whether what a
// host would do now still lies within it. An answer is never wider than the plan: what is accepted is a part of it.
// Not here: who may approve (rollout), making the bounds (planner).
// May import: ids, time, document, reasons, inventory, patch-set, policy, version.

export { acceptRemaining } from './accept-remaining.ts';
export { approvalCovers } from './approval-covers.ts';
export { boundsDigest, withinBounds } from './within-bounds.ts';
