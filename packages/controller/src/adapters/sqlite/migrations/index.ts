// Migrations: the database from one version to the next, forwards only, each in a transaction of its own. A database of
// a newer program is refused unread: older code cannot know what its rows mean.
// May import: core, better-sqlite3.

export { migrate, SCHEMA_VERSION, storedVersion } from './migrate.ts';
