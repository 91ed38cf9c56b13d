import { describeStore } from '@slipway/testkit/contracts';
import { type PostgresCluster, startPostgres } from '@slipway/testkit/postgres';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Store } from '../../ports/index.ts';
import { databaseAddress, lookAtPostgresStore, openPostgresStore } from './index.ts';

let cluster: PostgresCluster;
let emptying: Client;

const open = async (): Promise<Store> => {
  const address = await databaseAddress(cluster.url('slipway'), null);
  const opened = address.ok ? await openPostgresStore(address.value) : address;
  if (!opened.ok) throw new Error(`refused: ${JSON.stringify(opened.reason)}`);
  return opened.value;
};

/** A tenth of the time that a database made anew for each test takes. */
const EMPTY = `do $$
declare its text; found boolean;
begin
  for its in select tablename from pg_tables where schemaname = 'public' and tablename <> 'schema_version' loop
    execute format('select exists (select 1 from %I)', its) into found;
    if found then execute format('truncate %I restart identity cascade', its); end if;
  end loop;
end $$`;

beforeAll(async () => {
  cluster = await startPostgres({ durable: false });
  await cluster.createDatabase('slipway');
  await (await open()).close();
  emptying = new Client({ connectionString: cluster.url('slipway') });
  await emptying.connect();
}, 120_000);
afterAll(async () => {
  await emptying.end();
  await cluster.stop();
});

describeStore('PostgreSQL', async () => {
  await emptying.query(EMPTY);
  return await open();
});

it('of an older version neither writes nor answers once a newer one has changed the tables', async () => {
  await emptying.query(EMPTY);
  const store = await open();
  const failure = {
    name: 'StoreFailure',
    reason: { code: 'store-newer', facts: { found: 99, known: expect.any(Number) } },
  };
  await emptying.query("insert into schema_version (version, name) values (99, '0099-later')");
  try {
    await expect(store.write(async ({ access }) => await access.setSetting('switch', 'stopped'))).rejects.toMatchObject(
      failure,
    );
    await expect(store.read(async ({ access }) => await access.setting('switch'))).rejects.toMatchObject(failure);
    const looked = await databaseAddress(cluster.url('slipway'), null);
    expect(looked.ok && (await lookAtPostgresStore(looked.value))).toMatchObject({ ok: false, reason: failure.reason });
  } finally {
    await emptying.query('delete from schema_version where version = 99');
  }
  // The controller that is put back to the version before, its tables unharmed, goes on.
  expect(await store.read(async ({ access }) => await access.setting('switch'))).toBe(null);
  await store.close();
});

it('for a look is not brought to this version', async () => {
  await emptying.query('update schema_version set version = version - 100');
  try {
    const address = await databaseAddress(cluster.url('slipway'), null);
    expect(address.ok && (await lookAtPostgresStore(address.value))).toMatchObject({
      ok: false,
      reason: { code: 'store-older' },
    });
  } finally {
    await emptying.query('update schema_version set version = version + 100');
  }
});
