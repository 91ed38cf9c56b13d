// What a command is: its words and options as data, and what it is handed when it runs.
// Not here: which commands there are (command-tree), what each does (commands).
// May import: exit, the context's types.

export { Options } from './options.ts';
export type { Action, CommandSpec, CommandTree, Invocation, OptionSpec } from './types.ts';
