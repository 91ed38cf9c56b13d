// Every host that has not been retired, with its inventory, in portions: each is one consistent look, and between two of
// them the store is free for others.

import type { HostRecord, Page, StoredInventory } from '../../ports/index.ts';
import type { App } from '../context.ts';

/** An inventory is some hundred kilobytes of objects: fifty are read in a few tens of milliseconds. */
const PORTION = 50;

export interface WalkedHost {
  readonly host: HostRecord;
  readonly stored: StoredInventory | null;
}

/** Whom to walk past before an inventory, which is what costs, is read. */
export type Wanted = (host: HostRecord) => boolean;

/** By host id, from behind a cursor of the store's list of hosts on. */
export async function* walkHosts(app: App, from: string | null, wanted: Wanted): AsyncGenerator<WalkedHost> {
  let after = from;
  do {
    const portion = await readPortion(app, after, wanted);
    yield* portion.items;
    after = portion.next;
  } while (after !== null);
}

const readPortion = async (app: App, after: string | null, wanted: Wanted): Promise<Page<WalkedHost>> =>
  await app.ports.store.read(async ({ fleet }) => {
    const page = await fleet.hosts({ after, limit: PORTION });
    const items: WalkedHost[] = [];
    for (const host of page.items) {
      if (host.retiredAt !== null || !wanted(host)) continue;
      items.push({ host, stored: await fleet.inventory(host.hostId) });
    }
    return { items, next: page.next };
  });
