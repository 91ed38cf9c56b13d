// A program of its own: inserts a row ten times a second, each in a transaction of its own, and writes down which were
// committed. It connects to whichever of the addresses is the primary, as libpq's target_session_attrs=read-write does, and
// after a lost connection writes the same row again, which is there at most once. At the end it reads all rows back.
// Arguments: addresses (with commas), file.
import pg from 'pg';
import { DATABASE, SHOP } from '../names.ts';
import { complain, noteTo, untilDone, untilTold, writeEach } from './pace.ts';

const CONNECT_MS_MAX = 2_000;
/** A commit waits for the standby; one that takes longer is asked for again elsewhere. */
const ANSWER_MS_MAX = 5_000;

const [list = '', file = ''] = process.argv.slice(2);
const addresses = list.split(',');
const ending = untilTold();
const note = noteTo(file);
let open: pg.Client | null = null;

await onPrimary((client) => client.query('create table if not exists written (id bigint primary key)'));
await writeEach(ending, async (id) => {
  await onPrimary((client) => client.query('insert into written values ($1) on conflict do nothing', [id]));
  note('acknowledged', id);
});
const { rows } = await onPrimary((client) => client.query<{ readonly id: string }>('select id from written'));
for (const { id } of rows) note('read', Number(id));
await closed();

async function onPrimary<T>(act: (client: pg.Client) => Promise<T>): Promise<T> {
  const done = await untilDone(addresses, async (address) => {
    try {
      open ??= await primaryAt(address);
      return { value: await act(open) };
    } catch (cause) {
      await closed();
      throw cause;
    }
  });
  if (done === null) throw new Error('untilDone ended without a result');
  return done.value;
}

async function primaryAt(address: string): Promise<pg.Client> {
  const client = new pg.Client({
    host: address,
    database: DATABASE,
    ...SHOP,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    query_timeout: ANSWER_MS_MAX,
  });
  // What happens to it between two questions, the next question meets.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows: found } = await client.query<{ readonly standby: boolean }>('select pg_is_in_recovery() as standby');
    if (found[0]?.standby !== false) throw new Error('is a standby');
    return client;
  } catch (cause) {
    void client.end().catch(complain);
    throw cause;
  }
}

async function closed(): Promise<void> {
  const client = open;
  open = null;
  // A server that is gone answers no farewell.
  await Promise.race([client?.end().catch(complain), new Promise((resolve) => setTimeout(resolve, 200))]);
}
