// One kind of software as a list with a limit, or why it could not be looked at.

import type { Listing } from '@slipway/core/inventory';

/** Of each kind on one host. More tells nobody more, and 100,000 hosts each send theirs. */
const ITEMS_MAX = 300;

/** `counted`: how many there are where the look itself was cut short of all. */
export const listed = <Item>(items: readonly Item[], total: number | null = items.length): Listing<Item> => ({
  kind: 'known',
  items: items.slice(0, ITEMS_MAX),
  total,
});

/** Whatever keeps the look from being made is its answer, and never an empty list. */
export const listingOf = async <Item>(look: () => Promise<Listing<Item>>): Promise<Listing<Item>> => {
  try {
    return await look();
  } catch (error) {
    return { kind: 'unknown', detail: error instanceof Error ? error.message : String(error) };
  }
};
