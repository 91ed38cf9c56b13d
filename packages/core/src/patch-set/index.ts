// Patch set: targets with their dependency closure, frozen at one moment; the proposals that hosts make for it.
// Not here: fetching files or verifying the vendor's signatures (controller), simulating (agent).
// May import: ids, time, document, inventory, version, reasons.

export type * from './types.ts';
