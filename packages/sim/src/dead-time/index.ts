// Dead time: when nobody would do anything, and what is due next. What makes months of virtual time quick.
// Not here: the clock that passes it over (time).
// May import: controller (app, ports), core.

export { sleepsUntil } from './dead-time.ts';
