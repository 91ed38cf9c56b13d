// Checklist: what policy wants to be so before any host of a plan begins (M40): each item green, or blocking with its reason.
// Not here: gathering what it is judged by (controller), letting hosts begin (rollout).
// May import: ids, time, reasons, policy, plan (types), reading.

export { type BlockedFor, LOOK_SECONDS_MAX, whyBlocked } from './blocks.ts';
export { judgeChecklist, PROBE_SECONDS_MAX } from './judge.ts';
export { checklistOf } from './of-plan.ts';
export { subjectOf } from './subject.ts';
export type * from './types.ts';
