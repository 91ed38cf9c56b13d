import { describeStore } from '@slipway/testkit/contracts';
import { type PostgresCluster, startPostgres } from '@slipway/testkit/postgres';
import { Client } from 'pg';
import { afterAll, beforeAll } from 'vitest';
import type { Store } from '../../ports/index.ts';
import { databaseAddress, openPostgresStore } from './index.ts';

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
