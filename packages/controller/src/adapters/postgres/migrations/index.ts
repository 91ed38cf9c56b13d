// Migrations: the database from one version to the next, forwards only, each in a transaction of its own. A database of
// a newer program is refused unread.
// May import: pg.

export { migrate, SCHEMA_VERSION, storedVersion, WRITE_TURN } from './migrate.ts';
