import type { ClientBase } from 'pg';
import { knowledgeTables } from './0001-knowledge.ts';
import { marks } from './0001-marks.ts';
import { processTables } from './0001-process.ts';
import { lists } from './0002-lists.ts';
import { sql as standing } from './0003-standing.ts';
import { readable } from './0004-readable.ts';
import { sql as reports } from './0005-reports.ts';
import { sql as overview } from './0006-overview.ts';
import { sql as guests } from './0007-guests.ts';
import { sql as looks } from './0008-looks.ts';
import { sql as perhapsAway } from './0009-perhaps-away.ts';
import { sql as databases } from './0010-databases.ts';

/** In order; the place plus 1 is the version that it leads to. */
const MIGRATIONS: readonly { readonly name: string; readonly sql: string }[] = [
  // What runs refers to no package; inventories' packages refer to hosts.
  { name: '0001-begin', sql: [processTables, knowledgeTables, marks].join('') },
  { name: '0002-lists', sql: lists },
  { name: '0003-standing', sql: standing },
  { name: '0004-readable', sql: readable },
  { name: '0005-reports', sql: reports },
  { name: '0006-overview', sql: overview },
  { name: '0007-guests', sql: guests },
  { name: '0008-looks', sql: looks },
  { name: '0009-perhaps-away', sql: perhapsAway },
  { name: '0010-databases', sql: databases },
];

/** What this program writes and reads. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Of whoever may write, among whatever else takes advisory locks in the database: "slipway" in ASCII, and 0. */
export const WRITE_TURN = "x'736c6970776179'::bigint * 256";
/** Of this program's migrations, among whatever else takes advisory locks in the database: "slipway" in ASCII, and 1. */
const MIGRATION_LOCK = "x'736c6970776179'::bigint * 256 + 1";

/** 0 for an empty database. */
export const storedVersion = async (client: ClientBase): Promise<number> => {
  const { rows } = await client.query<{ there: boolean }>("select to_regclass('schema_version') is not null as there");
  if (rows[0]?.there !== true) return 0;
  const found = await client.query<{ version: number | null }>('select max(version) as version from schema_version');
  return found.rows[0]?.version ?? 0;
};

/** Brings the database to {@link SCHEMA_VERSION}. Other controllers may be doing the same: each step takes its turn and looks again first. */
export const migrate = async (client: ClientBase): Promise<void> => {
  for (const [at, { name, sql }] of MIGRATIONS.entries()) {
    await client.query('begin');
    try {
      // The turn to write, too: what an older controller began before this is stored before it, and what it begins later is refused.
      await client.query(`select pg_advisory_xact_lock(${MIGRATION_LOCK}), pg_advisory_xact_lock(${WRITE_TURN})`);
      await client.query('create table if not exists schema_version (version integer primary key, name text not null)');
      if ((await storedVersion(client)) <= at) {
        await client.query(sql);
        await client.query('insert into schema_version (version, name) values ($1, $2)', [at + 1, name]);
      }
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => {
        // The connection is gone, and the transaction with it; what is thrown below says why.
      });
      throw error;
    }
  }
};
