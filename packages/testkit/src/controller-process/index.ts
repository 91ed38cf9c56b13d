// The real controller on a data directory that may be filled already, as a process of its own on a port that the system gives,
// which can be lost and started again.
// Not here: what is asked of it.
// May import: core/ids, node:.

export { type ControllerProcess, startController } from './controller-process.ts';
