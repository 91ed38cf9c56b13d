// Mortal: programs that can die at any moment, of hosts and controllers alike.
// Not here: when one dies (fates of hosts, replicas of the controller), and what it comes back to.
// May import: nothing.

export { mortalPorts, never, newRun, type Run } from './mortal.ts';
