// Policy: what people want, as one document; the starters that one begins with; its validation; what differs
// between two of them and whom that touches.
// Labels decide membership, never inventory. A host that no environment claims is never changed.
// May import: ids, time, reasons, calendar, selection, patch-set (types), check, question, restore-point, step.

export { calendarOf } from './calendar.ts';
export { type PolicyChange, policyChanges } from './changes.ts';
export { type PolicyConflict, type PolicyHost, policyConflicts } from './conflicts.ts';
export { type PolicyEffect, policyEffect } from './effect.ts';
export {
  checksFor,
  clustersOf,
  environmentOf,
  groupOf,
  hookRulesFor,
  hooksFor,
  outOfBandFor,
  partsOf,
  questionsFor,
  restorePointsFor,
} from './membership.ts';
export {
  COMMON_PLACEHOLDERS,
  type NoticeTemplate,
  PLACEHOLDERS,
  type ReadTemplate,
  readTemplate,
  type TextPart,
} from './notice-templates.ts';
export { type PolicyPath, type PolicyProblem, placeText } from './problem.ts';
export { CLUSTERS_MAX, ENVIRONMENTS_MAX, RULES_MAX } from './problems/index.ts';
export type * from './process-types.ts';
export { TOLD_EVENTS } from './process-types.ts';
export { warningSeconds } from './reboot-warning.ts';
export { isOfPlace, type PolicyPlace, placesOf, type RulesOfHost, rulesAt, rulesOf } from './rules-of.ts';
export { selecting } from './selecting.ts';
export { labelsToWrite, type PlacedSelector, selectorsOf } from './selectors.ts';
export { type StarterFor, starterPolicy } from './starter.ts';
export { teamsToAsk } from './teams-to-ask.ts';
export { checkText, conditionText, hookText, questionRuleText } from './texts.ts';
export type * from './types.ts';
export { policyProblems, validatePolicy } from './validate.ts';
