// Execution: the step machine of one host. From the host plan and the ledger alone it decides the next step, so that a
// crash anywhere is continued, never repeated. The agent's executor drives it; the simulator drives the same.
// May import: ids, time, document, inventory, patch-set, plan (types), step, reasons.

export type * from './types.ts';
