// What the controller asks of the world: store, content, vendor archives, signing, authority, time.
// Use cases and loops in app/ know these and nothing behind them; the simulator gives its own.
// May import: core and protocol types. Each port is implemented in one folder per variant under adapters/.

export type * from './console.ts';
export type * from './content.ts';
export type * from './environment.ts';
export type * from './feeds.ts';
export type * from './measures.ts';
export type * from './notify.ts';
export type * from './out-of-band.ts';
export type * from './own-causes.ts';
export type * from './passwords.ts';
export type * from './private-files.ts';
export type * from './probes.ts';
export type * from './signing.ts';
export type * from './store.ts';
export { dueKey, dueKeyUntil, severityRank, UNKNOWN_URGENCY_KEY } from './store-exposures.ts';
export { StoreFailure } from './store-failure.ts';
export { dueEdges } from './store-figures.ts';
export { isAwayUnknown, isOfNote } from './store-fleet.ts';
export { type ChainedEntry, continueLedger } from './store-ledger.ts';
export { type PackageWithOrigin, packagesWithOrigins } from './store-origins.ts';
export { HOSTS_AT_ONCE_MAX, mapPage, PAGE_LIMIT_MAX, pageOf, readCursor } from './store-page.ts';
export { PLANS_BEFORE_LOOKED_AT } from './store-plan.ts';
export { type NamedRecord, namedRecord } from './store-records.ts';
export type * from './traces.ts';
export type * from './vendor-archive.ts';
