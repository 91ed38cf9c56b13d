// Checker: an independent judge of every plan. It works everything out again from the planner's own inputs and looks for
// what is not so; an error keeps a plan from being approved. It shares no code with the planner beyond types, documents,
// version order and the language of selectors: a mistake made once must not be made twice.
// Not here: making plans better. It never proposes, it only says no.
// May import: plan's types, ids, time, document, reasons, version, selection, calendar (types), inventory and patch-set
// and policy (types).

export { checkPlan } from './check-plan.ts';
