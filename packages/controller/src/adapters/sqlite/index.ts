// The embedded store: one SQLite database in the data directory, write-ahead log, synced at every commit.
// Writes take turns on one connection; reads run on a second, read-only one and see the last commit.
// Not here: what is asked and changed (sql/); PostgreSQL; deciding anything about what is stored.
// May import: sql, ports, core, kysely, better-sqlite3, node:.

export { backupDatabase } from './backup.ts';
export { lookAtSqliteStore } from './look.ts';
export { DATABASE_FILE, openSqliteStore } from './store.ts';
export { withSqliteTables } from './tables.ts';
