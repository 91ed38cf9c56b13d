// What several commands print of a window: its next occurrences by the clock of its zone, by the reader's and in UTC, and
// the days on which nothing can begin.
// Not here: which occurrences there are (the controller, by the function that the planner asks).
// May import: output, protocol (types).

export { nextTable, skippedTable } from './schedule.ts';
