// The controller's use cases and loops, by subject. Everything here is decided by core and stored through ports; clock,
// random and waiting come from ports too, so that the simulator runs exactly this over virtual time.
// Not here: HTTP (api), SQL, TLS, files (adapters), wiring (main.ts).
// May import: core, protocol, ports.

export * from './access/index.ts';
export * from './announcement/index.ts';
export * from './answers/index.ts';
export * from './approval/index.ts';
export * from './checklist/index.ts';
export type { App, AppOptions, AppPorts } from './context.ts';
export { listCauses } from './diagnosis/index.ts';
export { listExceptions } from './exception/index.ts';
export * from './exposure/index.ts';
export * from './figures/index.ts';
export * from './fleet/index.ts';
export * from './gates/index.ts';
export * from './installation/index.ts';
export * from './knowledge/index.ts';
export { LOOPS, runLoop, type WatchLook } from './loops.ts';
export * from './notify/index.ts';
export * from './patch-set/index.ts';
export * from './planning/index.ts';
export * from './policy/index.ts';
export * from './promotion/index.ts';
export * from './pulse/index.ts';
export * from './readings/index.ts';
export * from './reports/index.ts';
export * from './rollback/index.ts';
export * from './rollout/index.ts';
