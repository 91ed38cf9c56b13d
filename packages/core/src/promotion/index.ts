// Promotion: a patch set's way through the environments. What is due next, on what evidence, and what a cycle ends with.
// Pure: who looks (app/promotion) gathers, asks, and acts through the use cases that a person has.
// Not here: what a plan is made of (plan), which host begins when (rollout), what policy may say (policy).
// May import: ids, time, reasons, calendar, policy, patch-set, plan, rollout, advisory.

export type * from './types.ts';
