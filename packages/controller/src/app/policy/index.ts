// Policy: replacing the document that says what people want, its revisions, and what another one would touch. What it
// means is core's.
// Not here: reading a part of it (core/policy), what it says of one host (answers).
// May import: core, protocol, ports, access, approval, fleet.

export { weighPolicy } from './effect.ts';
export { replacePolicy } from './replace.ts';
export { listPolicyRevisions, rollBackPolicy, showPolicyRevision } from './revisions.ts';
