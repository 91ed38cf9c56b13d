// Urgency: until when an affected host must be fixed, and how far outside the usual schedule that may go. Rules are data;
// several may apply to one host and vulnerability, the earliest deadline wins and says why. What is not known makes the
// urgency unknown, which is above low: it never passes for harmless, and it is never immediate by itself.
// A rule may open an emergency for a person; nothing here starts anything.
// Not here: whether a host is affected (advisory), what CVSS makes of a host's needs (feeds, where the library is), who is told.
// May import: ids, time, reasons, advisory.

export { deadlineFor } from './deadline.ts';
export { type FactsContext, facingOf, humanImpactOf, urgencyFacts } from './facts.ts';
export { compareLanes, laneOf } from './lanes.ts';
export { bod2604, ssvcDeployer, starterRules } from './packs/index.ts';
export type * from './types.ts';
export { type RuleProblem, type ValidatedRules, validateRules } from './validate.ts';
export { INPUT_WORDS } from './words.ts';
