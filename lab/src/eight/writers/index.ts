// Writes to queue and database ten times a second, as callers do who want to lose nothing: they wait for the confirmation,
// connect anew and send again. Each is a process of its own, whose lines say in the end what was lost and how long nothing went.
//
// May import: probe/ and eight/'s names.

export { endWriter, startWriter } from './writers.ts';
export type { WrittenSummary } from './written.ts';
