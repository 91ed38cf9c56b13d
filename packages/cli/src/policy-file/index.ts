// The policy as a file: YAML that is read with a place for everything in it, all that is wrong with it, and the file that
// a policy is written as. JSON is YAML, and is read by the same reader.
// Not here: what is wrong with a form (protocol/policy) and with a meaning (core/policy), which the controller asks too.
// May import: core, protocol, the library yaml; no node:, since the console reads policies by the same functions.

export { type CheckedPolicy, checkPolicyText } from './check-policy.ts';
export { type PlacedProblem, placedText } from './problem.ts';
export { revisionNote, revisionNoted } from './revision-note.ts';
export { freezesText, policyText } from './write-policy.ts';
