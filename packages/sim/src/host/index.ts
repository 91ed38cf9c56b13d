// Simulated hosts: state, ports and the life of programs on them. Reporter and executor are the agent's own, unchanged.
// Not here: safety rules (checks), the vendor's archive and the line to the controller (world).
// May import: agent (executor, reporter, ports, and its inbox over files of ours), core, sim's time, random, mortal and world.

export type { Happening, HostCondition, SimulatedGuest } from './condition.ts';
export { type Blow, type Fate, KIND, seededFate } from './fate.ts';
export { bootIdOf, type HostSpec, type SimulatedHost, simulatedHost } from './host.ts';
export { type HostLife, hostLife } from './life.ts';
export { installed } from './packages.ts';
export { CHECK_HOOK } from './surroundings.ts';
