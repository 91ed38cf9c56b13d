// The embedded store: one SQLite database in the data directory, write-ahead log, synced at every commit.
// Writes take turns on one connection; reads run on a second, read-only one and see the last commit.
// Subjects are files (fleet, patch-sets, plans, approvals, rollouts, access) of one function per operation; their
// queries are Kysely over `schema.ts`, which knows nothing of SQLite but the forms of its columns.
// Not here: PostgreSQL; deciding anything about what is stored.
// May import: ports, core, kysely, better-sqlite3, node:.

export { backupDatabase } from './backup.ts';
export { openSqliteStore } from './store.ts';
