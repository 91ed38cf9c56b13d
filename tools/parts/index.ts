/**
 * The parts of which CI (tools/ci) and the full run (tools/full.ts) are made.
 * A part starts npm scripts as a person would and judges their end; it knows nothing of budgets, of machines or of
 * the code that it runs, and imports nothing but node.
 */

export { bench } from './bench.ts';
export type { Part, PartEnd } from './part.ts';
export { runParts } from './run-parts.ts';
export { scenarios } from './scenarios.ts';
export { script } from './script.ts';
export { months, mutations, nights, simulation } from './simulation.ts';
export { longTests, tests } from './tests.ts';
