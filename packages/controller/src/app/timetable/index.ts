// Timetable: what policy wants at certain times besides rollouts. At times of day hosts look anew, and who misses what is
// told (`scan`); so long after a patch set entered an environment every host there is to have it, and who has not is told
// (`installBy`). Package databases that stay broken are told of each day.
// Not here: windows and what happens in them (planning, rollout), when a patch set enters (promotion).
// May import: core, ports, exception, fleet, notify.

export { lastingBroken } from './databases.ts';
export { deadlineReasons, readDeadlines } from './deadlines.ts';
export { lookAtTimetable } from './look.ts';
