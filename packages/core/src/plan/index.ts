// Plan: the pure planner, the bounds that an approval names, and the checker that judges every plan.
// The checker shares no code with the planner beyond types, documents and version order: it must not repeat its mistakes.
// May import: every core folder except execution and rollout.

export { acceptRemaining, approvalCovers, boundsDigest, withinBounds } from './bounds/index.ts';
export { bundleFor, openHostPlan } from './bundle.ts';
export { checkPlan } from './checker/index.ts';
export {
  differenceOfPlans,
  type HostDifference,
  type HostPart,
  type PlanDifference,
  type RulePart,
} from './difference.ts';
export { allFrozenLabels, frozenGroups, labelMoved } from './frozen-labels.ts';
export { ISOLATION_CAPABILITY, whyNotIsolated, whyNoWayOut } from './isolation.ts';
export { CAPABILITY_OF_ROLLBACK, type Capability, makePlan, makesRoom } from './planner/index.ts';
export { knownRepositories, reasonAgainstRepositories } from './repositories.ts';
export { type TakenBack, takenBack } from './rollback/index.ts';
export { type PlannedTimes, secondsToBegin } from './seconds-to-begin.ts';
export { timetableOf, type WaveSpan } from './timetable.ts';
export type * from './types.ts';
export { wayBackPlacesText } from './way-back-text.ts';
