// The terminal: where text goes and answers come from, and what may be shown there. What a host or a controller wrote
// is printed here and only here, so that nothing of it can steer the terminal.
// May import: node:, picocolors.

export { printable } from './printable.ts';
export { processTerminal } from './process-terminal.ts';
export type { Style, Terminal } from './types.ts';
