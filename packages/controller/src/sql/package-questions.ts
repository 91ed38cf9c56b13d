// Which versions are out there: answered from the index, over the whole fleet.

import { sql } from 'kysely';
import { pageOf, readCursor, type StoreFleet } from '../ports/index.ts';
import type { Transaction } from './transaction.ts';

type PackageQuestions = Pick<StoreFleet, 'packageVersions'>;

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
});
