// Which versions are out there: answered from the index, over the whole fleet.

import { sql } from 'kysely';
import { pageOf, readCursor, type StoreFleet } from '../ports/index.ts';
import { withinPattern } from './dialect.ts';
import type { Transaction } from './transaction.ts';

type PackageQuestions = Pick<StoreFleet, 'packageVersions' | 'packageNames'>;

export const packageQuestionsOn = (transaction: Transaction): PackageQuestions => ({
  async packageVersions(name, request) {
    const after = readCursor(request, 'text', 'text', 'text');
    const hosts = sql<number>`sum(its.hosts)`;
    const rows = await transaction.reading
      .selectFrom('package_version as its')
      .select(['its.name', 'its.architecture', 'its.version', hosts.as('hosts')])
      .$if(name !== null, (query) => query.where('its.name', '=', name ?? ''))
      .$if(after !== null, (query) =>
        query.where((where) =>
          where(
            where.refTuple('its.name', 'its.architecture', 'its.version'),
            '>',
            where.tuple(...(after ?? ['', '', ''])),
          ),
        ),
      )
      .groupBy(['its.name', 'its.architecture', 'its.version'])
      .having(hosts, '>', 0)
      .orderBy('its.name')
      .orderBy('its.architecture')
      .orderBy('its.version')
      .limit(request.limit + 1)
      .execute();
    return pageOf(rows, request, (row) => [row.name, row.architecture, row.version]);
  },
  async packageNames({ text, publisher }, request) {
    const after = readCursor(request, 'text')?.[0] ?? null;
    const { rows } = await sql<{ readonly name: string; readonly installations: number }>`
      select name, sum(hosts) as installations from package_version
      where hosts > 0
        and ${after === null ? sql`true` : sql`name > ${after}`}
        and ${text === undefined ? sql`true` : sql`lower(name) like ${withinPattern(text)} escape '!'`}
      group by name
      having ${publisher === undefined ? sql`true` : sql`count(case when origin = ${publisher} then 1 end) > 0`}
      order by name limit ${request.limit + 1}`.execute(transaction.reading);
    return pageOf(rows, request, (row) => [row.name]);
  },
});
