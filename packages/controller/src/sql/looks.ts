// When a host is looked at again for its record.

import type { HostId } from '@slipway/core/ids';
import { type Kysely, sql } from 'kysely';
import { readyQuery } from './ready.ts';
import type { Database } from './schema.ts';

const lookNow = readyQuery<never>(`
  insert into host_look (host_number, wanted_at) select number, 0 from host where host_id = ?
  on conflict (host_number) do update set wanted_at = 0 where host_look.wanted_at <> 0`);

/** Before any whom nothing happened to. */
export const lookSoon = async (queries: Kysely<Database>, hostId: HostId): Promise<void> => {
  await lookNow(queries, hostId);
};

/** Behind those whom something happened to, and in the order in which they were looked at last. */
export const lookAtAll = async (queries: Kysely<Database>): Promise<void> => {
  await sql`update host_look set wanted_at = 1 where wanted_at > 1`.execute(queries);
};
