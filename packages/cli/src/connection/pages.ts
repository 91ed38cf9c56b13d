// Lists come in pages; commands want all of a list, or its beginning.

import type { AnswerOf, Endpoint } from '@slipway/protocol/api';
import type { Api, Asked } from './api.ts';

/** The most that a page may hold: fewer round trips. */
const PAGE = 1000;

export type ItemOf<E extends Endpoint> =
  AnswerOf<E> extends { readonly items: readonly (infer Item)[]; readonly next: string | null } ? Item : never;

interface AnyPage {
  readonly items: readonly unknown[];
  readonly next: string | null;
}

export const allPages = async <E extends Endpoint>(
  api: Api,
  endpoint: E,
  asked: Asked<E>,
): Promise<readonly ItemOf<E>[]> => await firstItems(api, endpoint, { asked, limit: Number.POSITIVE_INFINITY });

export const firstItems = async <E extends Endpoint>(
  api: Api,
  endpoint: E,
  { asked, limit }: { readonly asked: Asked<E>; readonly limit: number },
): Promise<readonly ItemOf<E>[]> => {
  const items: ItemOf<E>[] = [];
  let after: string | null = null;
  do {
    const query = {
      ...(asked.query as object | undefined),
      limit: Math.min(PAGE, limit - items.length),
      ...(after === null ? {} : { after }),
    };
    const page = (await api.call(endpoint, { ...asked, query } as Asked<E>)) as unknown as AnyPage;
    items.push(...(page.items as readonly ItemOf<E>[]));
    after = page.next;
  } while (after !== null && items.length < limit);
  return items;
};
