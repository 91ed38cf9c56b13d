// Calendar: windows, and the occurrences that follow from them. The only folder that knows civil time.
// The scheduler, the planner, the agent and what people see all ask the same functions.
// May import: ids, time.

export type * from './types.ts';
