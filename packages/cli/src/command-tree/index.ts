// The commands as data (subjects/), and the parser that is built from them.
// Not here: what a command does (commands), completion scripts (completion).
// May import: commander, exit, the context's types.

export { buildProgram } from './build.ts';
export { Options } from './options.ts';
export { COMMANDS, GROUPS, SUBJECTS } from './subjects/index.ts';
export type { Action, CommandSpec, Invocation, OptionSpec } from './types.ts';
