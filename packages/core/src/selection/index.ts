// Selectors: which hosts a sentence means, for example `environment = prod and package("openssl") < "3.0.22"`.
// The grammar is written down in grammar.md beside this file; a selector that cannot be read selects nothing and says so.
// May import: ids, time, inventory, version, reasons.

export { evaluate, evaluateOnLabels, isKernelMeant, isVersionMeant } from './evaluate.ts';
export { formatSelector } from './format.ts';
export { parseSelector, SELECTOR_DEPTH_MAX, SELECTOR_LENGTH_MAX } from './parser.ts';
export type * from './types.ts';
export { labelsAskedBy, usesOnlyLabels } from './uses.ts';
