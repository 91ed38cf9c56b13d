// Checks that the host itself measures, a file per kind: each asks in a structured form, bounded in time and size, and what it
// does not understand is unknown. Nothing is changed by asking.
// Not here: units and hooks (ports of their own), when a check is asked and what follows from it (executor), the comparison of
// before and after (core/check).
// May import: ports, core, node:.

export { type ChecksOptions, createChecks } from './create.ts';
