// Scenarios: claims about the product that are shown on real hosts. One folder or file each, one line each in the
// registry; run by `npm run lab -- scenario NAME` and, for CI, `all`.
//
// lab-*: the lab's own ground, without the product: what every other scenario stands on.
// May import: every folder of the lab. Nothing of the lab but main.ts imports scenarios.
export { scenarios } from './registry.ts';
export type { Repeated, Scenario } from './scenario.ts';
