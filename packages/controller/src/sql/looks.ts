// When a host is looked at again for its record.

import { LOOK_GAP_MS_MAX } from '@slipway/core/compliance';
import type { HostId } from '@slipway/core/ids';
import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import { readyQuery } from './ready.ts';
import type { Database } from './schema.ts';

const lookNow = readyQuery<never>(`
  insert into host_look (host_number, wanted_at) select number, 0 from host where host_id = ? and retired_at is null
  on conflict (host_number) do update set wanted_at = 0 where host_look.wanted_at <> 0`);

/** Before any whom nothing happened to. */
export const lookSoon = async (queries: Kysely<Database>, hostId: HostId): Promise<void> => {
  await lookNow(queries, hostId);
};

/** Behind those whom something happened to, and in the order in which they were looked at last. */
export const lookAtAll = async (queries: Kysely<Database>): Promise<void> => {
  await sql`update host_look set wanted_at = 1 where wanted_at > 1`.execute(queries);
};

export const saveLook = async (
  queries: Kysely<Database>,
  hostNumber: number,
  look: Omit<Selectable<Database['host_look']>, 'host_number'>,
): Promise<void> => {
  await queries
    .insertInto('host_look')
    .values({ host_number: hostNumber, ...look })
    .onConflict((conflict) => conflict.column('host_number').doUpdateSet(look))
    .execute();
};

/** Whether its newest span cannot speak of that instant, since nobody looked for too long. One that was retired has ended spans alone. */
export const isLeftAlone = (hostNumber: RawBuilder<unknown>, at: number): RawBuilder<boolean> =>
  sql<boolean>`exists (select 1 from host_look where host_look.host_number = ${hostNumber}
    and host_look.looked_at <= ${at - LOOK_GAP_MS_MAX})`;
