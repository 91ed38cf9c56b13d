// Documents: one canonical form, one digest, one envelope for everything that anyone signs or approves.
// Pure: SHA-256 and signature checks are passed in, so that the same code runs in controller, agent and simulator.
// Not here: keys, signing, files.
// May import: ids, time, reasons.

export type * from './types.ts';
