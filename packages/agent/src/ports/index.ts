// What the agent asks of the world: one interface per question, plain data in and out.
// Reporter and executor use these and nothing else, so that the simulator runs both unchanged over virtual hosts.
// (host-tools.ts alone is for adapters among themselves.)
// May import: core types. Each port is implemented in one folder per variant under adapters/.

export type * from './checks.ts';
export type * from './failure-logs.ts';
export type * from './guests.ts';
export type * from './host-conditions.ts';
export type * from './host-tools.ts';
export type * from './kernels.ts';
export type * from './link.ts';
export type * from './package-manager.ts';
export type * from './questions.ts';
export type * from './restore-points.ts';
export type * from './root-questions.ts';
export type * from './storage.ts';
export type * from './system.ts';
