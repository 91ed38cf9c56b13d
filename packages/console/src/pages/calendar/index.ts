// Calendar: a month of windows, freezes, approvals due and rollouts, in whatever zone the reader chose, with the plan or
// rollout behind each.
// Not here: which windows there are (the controller, by the planner's function); civil time (days.ts asks the browser's zone
// database for what day an instant falls on, and never counts hours).
// May import: api, time, widgets, PatternFly, TanStack Router.

export { CalendarPage } from './calendar-page.tsx';
