// Steps: what each kind of step does on this host, one file each; every one is safe to repeat or finds itself done.
// Not here: which step comes next (core/execution), writing the ledger (transaction.ts).
// May import: core, ports, documents, the attempt's context.

export { apply } from './apply.ts';
export { excusedUnits, measureAfter } from './checks.ts';
export { cleanUp } from './clean-up.ts';
export { askBeforeDrain, askCluster, settle } from './cluster.ts';
export { guestsAway, guestsBack } from './guests.ts';
export { askHook, callHook } from './hook.ts';
export { makeRoom } from './make-room.ts';
export { manifest } from './manifest.ts';
export { preflight } from './preflight.ts';
export { reboot } from './reboot.ts';
export { repair } from './repair.ts';
export { restart } from './restart.ts';
export { restorePoint, withRestorePoint } from './restore-point.ts';
export { unbuilt } from './unbuilt.ts';
export { verify } from './verify.ts';
export { wayBack } from './way-back.ts';
