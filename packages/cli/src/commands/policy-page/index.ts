// What several commands about policy print: the problems of a file, and what another policy would change and touch.
// May import: common, output, policy-file, protocol.

export { summaryOf, valueText } from './changes.ts';
export { effectText } from './effect.ts';
export { type GivenPolicy, problemsText, readPolicyFile } from './file.ts';
