import { PAGE_LIMIT_DEFAULT } from '@slipway/protocol/api';
import { type PageRequest, pageOf, readCursor } from '../../ports/index.ts';

export const pageRequest = (query: { readonly after?: string; readonly limit?: number }): PageRequest => ({
  after: query.after ?? null,
  limit: query.limit ?? PAGE_LIMIT_DEFAULT,
});

/** Of a list that the store gives whole, because a named limit keeps it short. */
export const pageByName = <T>(all: readonly T[], request: PageRequest, nameOf: (item: T) => string) => {
  const after = readCursor(request, 'text')?.[0] ?? '';
  return pageOf(
    all.filter((item) => nameOf(item) > after),
    request,
    (item) => [nameOf(item)],
  );
};
