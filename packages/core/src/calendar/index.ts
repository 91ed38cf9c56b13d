// Calendar: windows, and the occurrences that follow from them. The only folder that knows civil time.
// The scheduler, the planner, the agent and what people see all ask the same functions.
// May import: ids, time, reasons.

export { mayStart } from './may-start.ts';
export { currentOrNextOccurrence, occurrencesOf } from './occurrences.ts';
export type * from './types.ts';
export { SPAN_DAYS_MAX, SPANS_MAX, windowProblem } from './window-problem.ts';
