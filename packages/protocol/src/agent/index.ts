// Protocol between agent and controller, version 1: messages, their schemas, and the rule for version skew.
// Validated at the border on both sides with the schemas; inside, types are trusted.
// May import: core types, typebox.

export { GUESTS_MAX } from '../schema/index.ts';
export * from './messages.ts';
export * from './schemas.ts';
