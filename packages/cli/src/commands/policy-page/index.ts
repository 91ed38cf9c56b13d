// What several commands about policy print: the problems of a file, and what another policy would change and touch.
// Not here: reading and judging the file (policy-file), computing the effect (the controller).
// May import: common, connection, exit, output, policy-file, protocol.

export { summaryOf, valueText } from './changes.ts';
export { effectText, newConflicts } from './effect.ts';
export { type GivenPolicy, problemsText, readPolicyFile, warningsText } from './file.ts';
export { tellProblems, unmatchedWarning } from './unsound.ts';
