// Policy: what people want, as one document; the starter that a new controller begins with; its validation.
// Labels decide membership, never inventory. A host that no environment claims is never changed.
// May import: ids, time, reasons, calendar, selection, patch-set (types), step.

export { checksFor, clustersOf, environmentOf, groupOf, hooksFor } from './membership.ts';
export type { PolicyPath, PolicyProblem } from './problem.ts';
export { placeText } from './problem.ts';
export { starterPolicy } from './starter.ts';
export type * from './types.ts';
export { CLUSTERS_MAX, ENVIRONMENTS_MAX, policyProblems, RULES_MAX, validatePolicy } from './validate.ts';
