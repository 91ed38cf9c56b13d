// Completion scripts, generated from the command tree: what can follow which words. Static: they ask no controller.
// Not here: which commands there are.
// May import: command.

export { SCRIPTS } from './scripts.ts';
