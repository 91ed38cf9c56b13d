// Policy: what people want, as one document; the starter that a new controller begins with; its validation.
// Labels decide membership, never inventory. A host that no environment claims is never changed.
// May import: ids, time, reasons, calendar, selection, patch-set (types), step.

export type * from './types.ts';
