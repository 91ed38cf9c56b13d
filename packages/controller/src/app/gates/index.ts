// Gates: the loop that reads the conditions behind waves that have settled, of outside systems by probes and of hosts by
// their readings, stores what was found, and tells people of what stays closed.
// Not here: what an answer means and when a wave is passed (core/gates, core/rollout), asking over HTTP (adapters).
// May import: core, ports, fleet, notify, readings.

export { lookAtGates } from './loop.ts';
export { type ShownGate, shownGates } from './shown.ts';
