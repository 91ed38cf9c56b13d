// systemd: the state of services and their restart, the package transaction in a unit of its own, and the mask that keeps
// the executor from running on a host that is only observed.
// Not here: which services run old code (linux), what a transaction is (apt).
// May import: ports, core, node:.

export { createExecutorSwitch } from './executor-switch.ts';
export { waitInOwnUnit } from './own-unit.ts';
export { createPatcherUnits } from './patcher-units.ts';
export { createServiceManager } from './service-manager.ts';
export { showUnits } from './systemctl.ts';
export { syncChanged, writeTransactionEnd } from './transaction-end.ts';
export { createTransactionOutput } from './transaction-output.ts';
export { createTransactionUnit } from './transaction-unit.ts';
