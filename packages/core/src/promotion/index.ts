// Promotion: a patch set's way through the environments. What is due next, on what evidence, and what a cycle ends with.
// Pure: who looks (app/promotion) gathers, asks, and acts through the use cases that a person has.
// Not here: what a plan is made of (plan), which host begins when (rollout), what policy may say (policy).
// May import: ids, time, reasons, calendar, inventory, advisory, policy, patch-set, plan, rollout.

export { type Advance, advance, type PlanFacts, type PromotionFacts } from './advance.ts';
export { type ClosedHost, closed, closingOf } from './closing.ts';
export { cutIdsNow, dueNow, placesBefore } from './due.ts';
export type { CutFacts, Due, DueAct, DueInput, NotDue } from './due-types.ts';
export { type CheckedPatchSet, evidenceOf, hasPassed, standingReason, whyNotEntered } from './evidence.ts';
export { newExposures } from './exposure.ts';
export { failedVersions, type TriedHost } from './failed-versions.ts';
export { planRequestIdOf, promotionIdOf } from './ids.ts';
export { settled } from './settled.ts';
export { takenBack } from './taken-back.ts';
export type * from './types.ts';
