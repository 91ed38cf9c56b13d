// Hosts that were heard again, hundreds in one write: in their documents only two fields become others, so that no
// document is read, compared and written anew.

import type { StoreFleet } from '../../ports/index.ts';
import { readyQuery } from './ready.ts';
import type { Transaction } from './transaction.ts';

export const seenOn = (transaction: Transaction): Pick<StoreFleet, 'noteSeen'> => ({
  async noteSeen(heard) {
    const queries = transaction.changing;
    for (const { hostId, revision, seenAt, clockSkewSeconds } of heard) {
      await note(queries, seenAt, clockSkewSeconds, hostId, revision);
    }
  },
});

/** What stands in a canonical document is replaced in its place. A bound number is a real one, and would be written as 3.0. */
const note = readyQuery<never>(`
  update host set revision = revision + 1, document = json_replace(document,
    '$.contact.seenAt', ?, '$.contact.clockSkewSeconds', cast(? as integer))
  where host_id = ? and revision = ? and retired_at is null and document ->> '$.contact.seenAt' is not null`);
