// Hosts that were heard again, hundreds in one write: in their documents only two fields become others.

import { type Kysely, sql } from 'kysely';
import type { HostRecord, SeenHost, StoreFleet } from '../ports/index.ts';
import { isIn } from './bulk.ts';
import { dialectOf, theRows } from './dialect.ts';
import { readDocument, writeDocument } from './documents.ts';
import { readyQuery } from './ready.ts';
import type { Database } from './schema.ts';
import type { Transaction } from './transaction.ts';

export const seenOn = (transaction: Transaction): Pick<StoreFleet, 'noteSeen'> => ({
  async noteSeen(heard) {
    const queries = transaction.changing;
    if (dialectOf(queries) === 'sqlite') await noteInPlace(queries, heard);
    else await noteTogether(queries, heard);
  },
});

/** No document is read, compared and written anew: SQLite is asked for each within the process, and waits for nothing. */
const noteInPlace = async (queries: Kysely<Database>, heard: readonly SeenHost[]): Promise<void> => {
  for (const { hostId, revision, seenAt, clockSkewSeconds } of heard) {
    await note(queries, seenAt, seenAt, clockSkewSeconds, hostId, revision);
  }
};

/** What stands in a canonical document is replaced in its place. A bound number is a real one, and would be written as 3.0. */
const note = readyQuery<never>(`
  update host set revision = revision + 1, seen_at = ?, document = json_replace(document,
    '$.contact.seenAt', ?, '$.contact.clockSkewSeconds', cast(? as integer))
  where host_id = ? and revision = ? and retired_at is null and document ->> '$.contact.seenAt' is not null`);

/**
 * All of them in two statements, because each is a way to another host and back. PostgreSQL replaces within `jsonb` alone,
 * which keeps no order of names: what it gave back would not be canonical.
 */
const noteTogether = async (queries: Kysely<Database>, heard: readonly SeenHost[]): Promise<void> => {
  const byHost = new Map<string, SeenHost>(heard.map((one) => [one.hostId, one]));
  const rows = await queries
    .selectFrom('host')
    .select(['host_id', 'revision', 'document'])
    .where(isIn('host_id', [...byHost.keys()]))
    .where('retired_at', 'is', null)
    .execute();
  const changed = rows.flatMap(({ host_id: hostId, revision, document }) => {
    const one = byHost.get(hostId);
    const record = readDocument<HostRecord>(document, 'host');
    if (one === undefined || one.revision !== revision || record.contact === null) return [];
    const { seenAt, clockSkewSeconds } = one;
    return [[hostId, writeDocument({ ...record, contact: { ...record.contact, seenAt, clockSkewSeconds } }), seenAt]];
  });
  if (changed.length === 0) return;
  await sql`
    update host set revision = revision + 1, document = given.value ->> 1, seen_at = given.value ->> 2
    from ${theRows(changed, 'given')} where host.host_id = given.value ->> 0`.execute(queries);
};
