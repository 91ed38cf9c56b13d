// Inventory: what was observed on a host, the manifest made from it, and the difference of two manifests.
// Not here: how it is collected (agent), where it is stored (controller), what it means (advisory).
// May import: ids, time, document.

export type * from './types.ts';
