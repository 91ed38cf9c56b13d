// The store in memory: what the simulator and the use cases' own tests run on, under the same contract suite as SQLite.
// Rows are maps; a write notes how to undo each of its changes and undoes them when it throws. No clock, no timer, no
// random: the same calls in the same order give the same answers. Nothing outlives the process.
// May import: ports, core, node:crypto and node:async_hooks.

export { type MemoryStore, openMemoryStore } from './store.ts';
