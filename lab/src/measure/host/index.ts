// What an attempt costs one host with made packages: beyond apt by hand, and of a window.
// Not here: targets.
//
// May import: what measure/ may.
export { type HostOverhead, type HostRun, measureHostOverhead } from './overhead.ts';
export { measureStaged, type StagedRuns } from './staged.ts';
