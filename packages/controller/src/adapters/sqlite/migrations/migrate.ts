import type { Database } from 'better-sqlite3';
import { sql as begin } from './0001-begin.ts';
import { sql as knowledge } from './0002-knowledge.ts';
import { sql as kernels } from './0003-kernels.ts';
import { sql as exposures } from './0004-exposures.ts';
import { sql as unheard } from './0005-unheard.ts';
import { sql as readings } from './0006-readings.ts';
import { sql as promotions } from './0007-promotions.ts';
import { sql as approvals } from './0008-approvals.ts';
import { sql as outbox } from './0009-outbox.ts';
import { sql as excepted } from './0010-excepted.ts';
import { sql as gates } from './0011-gates.ts';
import { sql as exceptedFew } from './0012-excepted-few.ts';
import { sql as askedAgain } from './0013-asked-again.ts';
import { sql as accounts } from './0014-accounts.ts';
import { sql as lists } from './0015-lists.ts';
import { sql as standing } from './0016-standing.ts';
import { sql as reports } from './0017-reports.ts';
import { sql as overview } from './0018-overview.ts';
import { sql as guests } from './0019-guests.ts';
import { sql as looks } from './0020-looks.ts';
import { sql as perhapsAway } from './0021-perhaps-away.ts';
import { sql as databases } from './0022-databases.ts';

/** In order; the place plus 1 is the version that the file leads to. */
const MIGRATIONS: readonly { readonly name: string; readonly sql: string }[] = [
  { name: '0001-begin', sql: begin },
  { name: '0002-knowledge', sql: knowledge },
  { name: '0003-kernels', sql: kernels },
  { name: '0004-exposures', sql: exposures },
  { name: '0005-unheard', sql: unheard },
  { name: '0006-readings', sql: readings },
  { name: '0007-promotions', sql: promotions },
  { name: '0008-approvals', sql: approvals },
  { name: '0009-outbox', sql: outbox },
  { name: '0010-excepted', sql: excepted },
  { name: '0011-gates', sql: gates },
  { name: '0012-excepted-few', sql: exceptedFew },
  { name: '0013-asked-again', sql: askedAgain },
  { name: '0014-accounts', sql: accounts },
  { name: '0015-lists', sql: lists },
  { name: '0016-standing', sql: standing },
  { name: '0017-reports', sql: reports },
  { name: '0018-overview', sql: overview },
  { name: '0019-guests', sql: guests },
  { name: '0020-looks', sql: looks },
  { name: '0021-perhaps-away', sql: perhapsAway },
  { name: '0022-databases', sql: databases },
];

/** What this program writes and reads. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** 0 for an empty database. */
export const storedVersion = (database: Database): number => {
  const table = database.prepare("select 1 from sqlite_schema where type = 'table' and name = 'schema_version'").get();
  if (table === undefined) return 0;
  return database.prepare<[], number>('select max(version) from schema_version').pluck().get() ?? 0;
};

/** Brings the database to {@link SCHEMA_VERSION}. Another process may be doing the same: each step looks again first. */
export const migrate = (database: Database): void => {
  database.exec('create table if not exists schema_version (version integer primary key, name text not null) strict');
  MIGRATIONS.forEach(({ name, sql }, at) => {
    const step = database.transaction(() => {
      if (storedVersion(database) > at) return;
      database.exec(sql);
      database.prepare('insert into schema_version (version, name) values (?, ?)').run(at + 1, name);
    });
    step.immediate();
  });
};
