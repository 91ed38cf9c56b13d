// How the program ends: the exit codes, in one place, and the failure that carries one.
// Not here: which reason of the controller means which code (connection).
// May import: core reasons.

export { EXIT_CODES, type ExitCode } from './codes.ts';
export { Failure, failed, refused, wrongUse } from './failure.ts';
