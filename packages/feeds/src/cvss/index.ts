// CVSS: ratings as feeds give them, and the score of a vector on a host with requirements of its own. Scores are computed
// by ae-cvss-calculator, never here: core has no dependency and is given the function.
// Not here: what a score leads to (core/urgency).
// May import: core, ae-cvss-calculator, reading.

export { type HostRequirements, requirementsOf, scoreTenthsFor } from './environmental.ts';
export { ratingsOf } from './rating.ts';
