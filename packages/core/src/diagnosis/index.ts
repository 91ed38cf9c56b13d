// Diagnosis: what a failed step's own words, and the lines that the host's logs have of its time, say of the cause, by a
// table of known ones with what to do next. Advice for people: nothing is decided by it, and a line in a log may be
// anybody's.
// Not here: collecting the lines (the agent), rows of an operator's own (a file that the controller reads).
// May import: execution, reasons, step, time.

export { BUILT_IN, type CauseTable, type RowProblem, rowProblems, withOwnRows } from './cause-table.ts';
export { diagnose } from './diagnose.ts';
export { failedStepOf, failuresOf } from './failed-step.ts';
export { withoutSecrets } from './secrets.ts';
export { CAUSES } from './table/index.ts';
export type * from './types.ts';
