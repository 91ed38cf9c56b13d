// The real controller on a data directory that may be filled already, as a process of its own on a port that the system gives.
// Not here: what is asked of it.
// May import: node:.

export { type ControllerProcess, startController } from './controller-process.ts';
