import type { Page, PageRequest } from '@slipway/controller/ports';

/** Small pages, so that cursors are read too. */
const PAGE = 2;

export const everyPage = async <T>(list: (request: PageRequest) => Promise<Page<T>>): Promise<readonly T[]> => {
  const items: T[] = [];
  let after: string | null = null;
  do {
    const page: Page<T> = await list({ after, limit: PAGE });
    items.push(...page.items);
    after = page.next;
  } while (after !== null);
  return items;
};
