// What is to be told of who newly needs what, and when deadlines' clocks began.

import { asInstant } from '@slipway/core/time';
import { sql } from 'kysely';
import type { News, StoreNews, StoreVerdicts } from '../ports/index.ts';
import { inChunks, insertRows, isIn } from './bulk.ts';
import { theRows } from './dialect.ts';
import type { Transaction } from './transaction.ts';

type Starts = Pick<StoreVerdicts, 'noteStarts' | 'restart' | 'starts'>;

export const startsOn = (transaction: Transaction): Starts => ({
  async noteStarts(kind, subjects, at) {
    await insertRows(
      transaction.changing,
      { table: 'deadline_start', columns: ['kind', 'subject', 'at'], ignore: true },
      subjects.map((subject) => [kind, subject, at]),
    );
  },
  async restart(kind, subject, at) {
    await transaction.changing
      .insertInto('deadline_start')
      .values({ kind, subject, at })
      .onConflict((conflict) => conflict.columns(['kind', 'subject']).doUpdateSet({ at }))
      .execute();
  },
  async starts(kind, subjects) {
    const rows = await transaction.reading
      .selectFrom('deadline_start')
      .select(['subject', 'at'])
      .where('kind', '=', kind)
      .where(isIn('subject', subjects))
      .execute();
    return new Map(rows.map(({ subject, at }) => [subject, asInstant(at)]));
  },
});

export const newsOn = (transaction: Transaction): StoreNews => ({
  async addNews(news) {
    await insertRows(
      transaction.changing,
      {
        table: 'news',
        columns: ['source_package', 'distribution', 'release', 'fixed_version', 'vulnerability'],
        ignore: true,
      },
      news.map(cellsOf),
    );
  },
  async news() {
    const rows = await transaction.reading
      .selectFrom('news')
      .selectAll()
      .orderBy('source_package')
      .orderBy('distribution')
      .orderBy('release')
      .orderBy('fixed_version')
      .orderBy('vulnerability')
      .execute();
    return rows.map((row) => ({
      sourcePackage: row.source_package,
      release: { distribution: row.distribution, release: row.release },
      fixedVersion: row.fixed_version === '' ? null : row.fixed_version,
      vulnerability: row.vulnerability,
    }));
  },
  async forgetNews(news) {
    const queries = transaction.changing;
    for (const chunk of inChunks(news.map(cellsOf))) {
      await sql`
        delete from news where (source_package, distribution, release, fixed_version, vulnerability) in (
          select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from ${theRows(chunk, 'given')}
        )`.execute(queries);
    }
  },
});

const cellsOf = ({ sourcePackage, release: { distribution, release }, fixedVersion, vulnerability }: News) => [
  sourcePackage,
  distribution,
  release,
  fixedVersion ?? '',
  vulnerability,
];
