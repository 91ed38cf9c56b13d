// A PostgreSQL of a test's own: a cluster in a temporary folder, reached by a socket in it alone, started as a child of
// the test and ended by its process; beside it, where one is asked for, a standby that follows it. Debian's package `postgresql` brings the programs (15 in Debian 12).
// Not here: connecting to it; anything of what is stored in it.
// May import: node:.

export { type PostgresBackup, type PostgresCluster, type PostgresStandby, startPostgres } from './cluster.ts';
