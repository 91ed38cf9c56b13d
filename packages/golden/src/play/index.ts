// Playing a script: its acts are done one after the other on a simulated fleet in virtual time, and what people see is
// written down. Commands are the real ones, run in this process against the real API of the simulated controller; while a
// command works, time stands still, unless the command itself waits.
// Not here: the scripts (scripts), what is simulated and how (sim).
// May import: cli's and controller's entrances for one process, sim, core.

export { play } from './play.ts';
export type { Act, HostOfScript, Person, Script } from './types.ts';
