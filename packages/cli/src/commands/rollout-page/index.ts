// A rollout as people watch it: its waves, where every host is and why, and the lines that a change makes.
// Not here: following a rollout (connection), drawing on a terminal (terminal).
// May import: output, terminal's style, protocol types.

export { changesBetween } from './changes.ts';
export { gateText } from './gates.ts';
export { type Picture, rolloutPage } from './page.ts';
