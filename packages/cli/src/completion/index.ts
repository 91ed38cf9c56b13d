// Completion scripts, generated from the command tree: what can follow which words. Static: they ask no controller.
// May import: command-tree.

export { bashScript } from './bash.ts';
export { fishScript } from './fish.ts';
export { zshScript } from './zsh.ts';
