import type { Guest } from '@slipway/core/guest';
import { asDigest, asHostId } from '@slipway/core/ids';
import { type Inventory, sortedPackages } from '@slipway/core/inventory';
import { asInstant, msOfInstant } from '@slipway/core/time';
import { sql } from 'kysely';
import { type HostRecord, packagesWithOrigins, type StoredInventory, type StoreFleet } from '../ports/index.ts';
import { byIndex } from './dialect.ts';
import { readDocument, readTagged, writeDocument } from './documents.ts';
import { packagesOf, replacePackages } from './host-packages.ts';
import { hostNumbersOf } from './hosts.ts';
import { lookSoon } from './looks.ts';
import { readyQuery } from './ready.ts';
import type { Transaction } from './transaction.ts';

type Inventories = Pick<StoreFleet, 'putInventory' | 'inventory' | 'inventoryDigest' | 'carriers' | 'brokenDatabases'>;

export const inventoriesOn = (transaction: Transaction): Inventories => ({
  async putInventory(hostId, stored) {
    const queries = transaction.changing;
    const host = await hostNumbersOf(queries, hostId);
    const columns = columnsOf(stored);
    const at = msOfInstant(stored.receivedAt);
    const { numUpdatedRows } = await queries
      .updateTable('inventory')
      .set(columns)
      .where('host_number', '=', host.number)
      .executeTakeFirst();
    const inventory = numUpdatedRows === 0n ? 'first' : 'next';
    if (inventory === 'first') {
      const row = { host_number: host.number, first_received_at: at, ...columns };
      await queries.insertInto('inventory').values(row).execute();
    }
    await lookSoon(queries, hostId);
    const { system } = stored.inventory;
    const packages = packagesWithOrigins(stored.inventory);
    const counted = host.retired_at === null;
    await replacePackages(queries, { number: host.number, platform: system, at, inventory, counted }, packages);
  },
  async inventory(hostId) {
    const row = await inventoryRows(transaction)
      .select(['inventory.host_number', 'inventory.document'])
      .where('host.host_id', '=', hostId)
      .executeTakeFirst();
    if (row === undefined) return null;
    const packages = await packagesOf(transaction.reading, row.host_number);
    const rest = readTagged<Omit<Inventory, 'packages'>>(row.document, 'slipway.inventory/1');
    return { ...whenceOf(row), inventory: { ...rest, packages: sortedPackages(packages) } };
  },
  async carriers() {
    const { rows } = await sql<{ readonly host_id: string; readonly guests: string }>`
      select host.host_id, inventory.guests from inventory ${byIndex('inventory_guests')}
      join host on host.number = inventory.host_number
      where inventory.guests is not null and host.retired_at is null order by host.host_id`.execute(
      transaction.reading,
    );
    return rows.map((row) => ({
      hostId: asHostId(row.host_id),
      guests: readDocument<readonly Guest[]>(row.guests, 'list of guests'),
    }));
  },
  async brokenDatabases() {
    const { rows } = await sql<{ readonly document: string; readonly received_at: string }>`
      select host.document, inventory.received_at from inventory ${byIndex('inventory_database')}
      join host on host.number = inventory.host_number
      where inventory.database_state is not null and host.retired_at is null order by host.host_id`.execute(
      transaction.reading,
    );
    return rows.map((row) => {
      const { hostId, hostname, labels } = readDocument<HostRecord>(row.document, 'host');
      return { hostId, hostname, labels, receivedAt: asInstant(row.received_at) };
    });
  },
  async inventoryDigest(hostId) {
    const [row] = await digestRow(transaction.reading, hostId);
    return row === undefined ? null : whenceOf(row);
  },
});

const columnsOf = ({ digest, receivedAt, inventory }: StoredInventory) => {
  const { packages: _, ...rest } = inventory;
  return { digest, received_at: receivedAt, document: writeDocument(rest) };
};

/** Without the document, which every check-in would read to no end. */
const digestRow = readyQuery<Parameters<typeof whenceOf>[0]>(`
  select digest, received_at from inventory where host_number = (select number from host where host_id = ?)`);

const inventoryRows = (transaction: Transaction) =>
  transaction.reading
    .selectFrom('inventory')
    .innerJoin('host', 'host.number', 'inventory.host_number')
    .select(['inventory.digest', 'inventory.received_at']);

const whenceOf = (row: { readonly digest: string; readonly received_at: string }) => ({
  digest: asDigest(row.digest),
  receivedAt: asInstant(row.received_at),
});
