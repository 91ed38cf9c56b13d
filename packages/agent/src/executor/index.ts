// Executor: the only program that changes a host. Root, started by the service manager for one transaction and otherwise
// not running. It believes nothing that it has not verified, decides nothing that the host plan left open, and keeps the
// ledger: whatever kills it, the next start reads the ledger and goes on.
// Not here: talking to the controller (reporter), knowing apt or systemd (adapters), the order of steps (core/execution).
// May import: core, protocol, ports.

export { type AdoptionEnd, runAdoption } from './adoption.ts';
export { answerChecks, type ChecksAgainPorts } from './checks-again.ts';
export type { ExecutorOptions, ExecutorPorts } from './context.ts';
export { runTidy } from './tidy.ts';
export { type ExecutorEnd, runTransaction } from './transaction.ts';
export { answerWholeHost, type VerifiedHost, verifyHost, type WholeHostPorts } from './whole-host.ts';
