// Who carries a package, and which versions are out there: answered from the indexes, over the whole fleet.

import { asHostId } from '@slipway/core/ids';
import { sql } from 'kysely';
import { mapPage, pageOf, readCursor, type StoreFleet } from '../../ports/index.ts';
import { installedPackage } from './host-packages.ts';
import type { Transaction } from './transaction.ts';

type PackageQuestions = Pick<StoreFleet, 'hostsWithPackage' | 'packageVersions'>;

export const packageQuestionsOn = (transaction: Transaction): PackageQuestions => ({
  async hostsWithPackage(name, request) {
    const after = readCursor(request, 'text', 'text', 'text');
    const rows = await transaction.reading
      .selectFrom('package_version as its')
      .innerJoin('host_package as carried', 'carried.package_version_id', 'its.id')
      .innerJoin('host', 'host.number', 'carried.host_number')
      .select(['host.host_id', 'carried.state', 'carried.automatic', 'carried.held'])
      .select(['its.name', 'its.architecture', 'its.version', 'its.source_name', 'its.source_version'])
      .where('its.name', '=', name)
      .$if(after !== null, (query) =>
        query.where((where) =>
          where(
            where.refTuple('host.host_id', 'its.architecture', 'its.version'),
            '>',
            where.tuple(...(after ?? ['', '', ''])),
          ),
        ),
      )
      .orderBy('host.host_id')
      .orderBy('its.architecture')
      .orderBy('its.version')
      .limit(request.limit + 1)
      .execute();
    return mapPage(
      pageOf(rows, request, (row) => [row.host_id, row.architecture, row.version]),
      (row) => ({ hostId: asHostId(row.host_id), package: installedPackage(row) }),
    );
  },
  async packageVersions(name, request) {
    const after = readCursor(request, 'text', 'text', 'text');
    // Counted version by version along the index and up to the limit, never over the whole table.
    const hosts = sql<number>`sum((select count(*) from host_package where package_version_id = its.id))`;
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
