// Hosts that stop in the middle of a transaction: containers whose first process is killed and machines whose power is cut, at
// moments that a seed chooses, and at the one that is hardest to repair.
// Not here: killing the agent alone (../killed-agent.ts), a host that hangs (../hang.ts).
//
// May import: what a scenario may.
export { powerCuts } from './power-cuts.ts';
export { rpmStops } from './rpm-stops.ts';
export { suddenStopped } from './sudden-stop.ts';
export { suddenStops } from './sudden-stops.ts';
