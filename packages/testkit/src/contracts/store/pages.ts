import type { Page, PageRequest } from '@slipway/controller/ports';

/** For lists that a test knows to be short. */
export const FIRST: PageRequest = { after: null, limit: 1000 };

/** The whole list by pages of this size, each asked for with the cursor of the one before. */
export const byPages = async <T>(
  list: (request: PageRequest) => Promise<Page<T>>,
  limit: number,
): Promise<readonly (readonly T[])[]> => {
  const pages: (readonly T[])[] = [];
  let after: string | null = null;
  do {
    const page: Page<T> = await list({ after, limit });
    pages.push(page.items);
    after = page.next;
  } while (after !== null && pages.length < 100);
  return pages;
};
