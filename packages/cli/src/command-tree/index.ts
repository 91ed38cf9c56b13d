// The commands as data (subjects/), and the parser that is built from them.
// Not here: what a command does (commands), completion scripts (completion).
// May import: commander, command, exit, the context's types; commands only when one is run.

export { buildProgram } from './build.ts';
export { COMMANDS, GROUPS, SUBJECTS, TREE } from './subjects/index.ts';
