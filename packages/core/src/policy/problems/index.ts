// What is wrong with a policy, a file per part of the document: each takes its part and the path at which it stands, and
// tells all that the form cannot say. A rule of an environment and the same rule of a part policy are judged by one function.
// Not here: the form (protocol/policy), the verdict on the whole (../validate.ts).
// May import: what policy may.

export { checksProblems } from './checks.ts';
export { contactsProblems } from './contacts.ts';
export { environmentsProblems } from './environments.ts';
export { exceptionsProblems } from './exceptions.ts';
export { clustersProblems, hooksProblems } from './for-hosts.ts';
export { freezesProblems } from './freezes.ts';
export { healthProblems } from './gates.ts';
export { CLUSTERS_MAX, ENVIRONMENTS_MAX, RULES_MAX } from './limits.ts';
export { missedWindowProblems } from './missed-window.ts';
export { noticeTemplatesProblems } from './notice-templates.ts';
export { outOfBandProblems } from './out-of-band.ts';
export { questionsProblems } from './questions.ts';
export { restorePointsProblems } from './restore-points.ts';
