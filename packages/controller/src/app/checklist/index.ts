// Checklist: looks at what must be so before hosts of a plan begin, and keeps what it found with its time. A rollout lets
// nobody begin without a fresh look in which every item is green.
// Not here: what an item means (core/checklist), letting hosts begin (rollout), asking hosts (readings).
// May import: core, ports, announcement, planning, readings.

export { lookAtChecklists } from './loop.ts';
export { shownChecklist } from './shown.ts';
