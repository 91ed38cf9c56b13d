// Planner: pure, deterministic, and so complete that whoever carries the plan out has nothing left to choose. One
// file per question: may the host (standing, conditions), what (pending, transaction, draft, way-back, steps), when
// (waves, canaries, packing, occurrences).
// Not here: judging a plan (checker), deciding over a changed host (bounds).
// May import: what plan may.

export { CAPABILITY_OF_ROLLBACK, type Capability, makesRoom } from './capabilities.ts';
export { makePlan } from './make-plan.ts';
