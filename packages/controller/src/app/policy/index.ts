// Policy: replacing the document that says what people want. What it means is core's.
// Not here: reading a part of it (core/policy).
// May import: core, ports, access.

export { replacePolicy } from './replace.ts';
