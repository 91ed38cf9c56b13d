// Schemas of what crosses a border: the same names as core's types, checked by the compiler to produce exactly them.
// Signed documents are strict (an unknown field is refused: the version says what may be there); messages ignore what
// they do not know, so that a newer agent can talk to an older controller.
// May import: core types, typebox.

export * from './basics.ts';
export * from './calendar.ts';
export * from './execution.ts';
export { GUESTS_MAX } from './guests.ts';
export * from './inventory.ts';
export * from './parse.ts';
export * from './patch-set.ts';
export * from './plan.ts';
export * from './policy.ts';
export { ChecklistItemSchema, GateConditionSchema } from './policy-parts.ts';
export * from './restore-points.ts';
