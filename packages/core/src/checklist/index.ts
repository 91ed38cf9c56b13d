// Checklist: what policy wants to be so before any host of a plan begins (M40): each item green, or blocking with its reason.
// Not here: gathering what it is judged by (controller), letting hosts begin (rollout).
// May import: ids, time, reasons, policy, reading.

export type * from './types.ts';
