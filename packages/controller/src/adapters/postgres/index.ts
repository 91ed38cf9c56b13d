// The store of several controllers: one PostgreSQL database, 15 or later. Writes take turns over all controllers, reads
// see the last commit. A controller that stands still within a write loses its session and with it the turn; what it
// does afterwards meets claims of a newer epoch (docs/adr/0041).
// Not here: what is asked and changed (sql/); SQLite; backups, which are PostgreSQL's own tools'.
// May import: sql, ports, core, kysely, pg, node:.

export { type DatabaseAddress, databaseAddress } from './address.ts';
export { type FilledTable, fillPostgresStore } from './fill.ts';
export { openHints } from './hints.ts';
export { lookAtPostgresStore, openPostgresStore } from './store.ts';
