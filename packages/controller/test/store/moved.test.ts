// A store that was moved answers as before: every row of every table, and the numbers that come after them.

import { databaseAddress, fillPostgresStore, openPostgresStore } from '@slipway/controller/store/postgres';
import { withSqliteTables } from '@slipway/controller/store/sqlite';
import { THE_MORNING } from '@slipway/testkit/builders';
import { STORE_CHANGES } from '@slipway/testkit/contracts';
import { startPostgres } from '@slipway/testkit/postgres';
import { aHostRecord, hostIdOf } from '@slipway/testkit/store-rows';
import { expect, it, onTestFinished } from 'vitest';
import { aDirectory, allAuditEvents, openStore } from './support.ts';

const TIME_LIMIT_MS = 120_000;

it(
  'every table is copied whole or not at all, and the store goes on from there',
  async () => {
    const directory = await aDirectory();
    const embedded = await openStore(directory);
    await embedded.write(async (change) => {
      await change.fleet.addHost(aHostRecord({ hostId: 'before' }));
      for (const [, changes] of STORE_CHANGES) await changes(change);
    });
    const audited = await allAuditEvents(embedded);
    const hosts = await embedded.read(({ fleet }) => fleet.hosts({ after: null, limit: 10 }));
    const inventory = await embedded.read(({ fleet }) => fleet.inventory(hostIdOf('before')));
    await embedded.close();

    const cluster = await startPostgres({ durable: false });
    onTestFinished(() => cluster.stop());
    await cluster.createDatabase('slipway');
    const address = await databaseAddress(cluster.url('slipway'), null);
    if (!address.ok) throw new Error(address.reason.code);
    const opened = await openPostgresStore(address.value);
    if (!opened.ok) throw new Error(opened.reason.code);
    const store = opened.value;
    onTestFinished(() => store.close());

    const filled = await withSqliteTables(directory, (tables) => fillPostgresStore(address.value, tables));
    if (!filled.ok) throw new Error(JSON.stringify(filled.reason));
    const rows = new Map(filled.value.map((table) => [table.name, table.rows]));
    expect(rows.get('host')).toBe(2);
    expect(rows.get('audit_event')).toBe(audited.length);
    expect([...rows.values()].filter((count) => count > 0).length).toBeGreaterThan(30);
    expect(await allAuditEvents(store)).toEqual(audited);
    expect(await store.read(({ fleet }) => fleet.hosts({ after: null, limit: 10 }))).toEqual(hosts);
    expect(await store.read(({ fleet }) => fleet.inventory(hostIdOf('before')))).toEqual(inventory);

    await store.write(({ fleet }) => fleet.addHost(aHostRecord({ hostId: 'later' })));
    await store.write(({ fleet }) =>
      fleet.addHostEvent({ hostId: hostIdOf('later'), at: THE_MORNING, kind: 'enrolled' } as never),
    );
    expect((await store.read(({ fleet }) => fleet.hosts({ after: null, limit: 10 }))).items).toHaveLength(3);

    const again = await withSqliteTables(directory, (tables) => fillPostgresStore(address.value, tables));
    expect(again).toMatchObject({ ok: false, reason: { code: 'migration-refused' } });
    expect((await store.read(({ fleet }) => fleet.hosts({ after: null, limit: 10 }))).items).toHaveLength(3);
  },
  TIME_LIMIT_MS,
);
