// Every host that has not been retired, page by page.

import type { HostRecord, StoreView } from '../../ports/index.ts';

/** One page: large enough to be quick, small enough not to hold the store. */
const PAGE = 500;

export const everyHost = async (view: StoreView): Promise<readonly HostRecord[]> => {
  const hosts: HostRecord[] = [];
  let after: string | null = null;
  do {
    const page: { readonly items: readonly HostRecord[]; readonly next: string | null } = await view.fleet.hosts({
      after,
      limit: PAGE,
    });
    hosts.push(...page.items.filter(({ retiredAt }) => retiredAt === null));
    after = page.next;
  } while (after !== null);
  return hosts;
};
