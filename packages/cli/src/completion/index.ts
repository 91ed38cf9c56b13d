// Completion scripts, generated from the command tree: what can follow which words. Static: they ask no controller.
// Not here: which commands there are.
// May import: command.

export { bashScript } from './bash.ts';
export { fishScript } from './fish.ts';
export { zshScript } from './zsh.ts';
