// Pages over rows in memory.

import { type Page, type PageRequest, pageOf, readCursor } from '../../ports/index.ts';

/** Rows that are sorted by `keyOf`, which must be one text per row. */
export const pageByText = <T>(rows: readonly T[], request: PageRequest, keyOf: (row: T) => string): Page<T> => {
  const after = readCursor(request, 'text');
  return pageOf(after === null ? rows : rows.filter((row) => keyOf(row) > after[0]), request, (row) => [keyOf(row)]);
};

/** Rows given oldest first with their place in that order; the page runs the other way. */
export const pageNewestFirst = <T>(
  rows: readonly { readonly sequence: number; readonly value: T }[],
  request: PageRequest,
): Page<T> => {
  const after = readCursor(request, 'number');
  const older = after === null ? rows : rows.filter(({ sequence }) => sequence < after[0]);
  const page = pageOf(older.toReversed(), request, ({ sequence }) => [sequence]);
  return { items: page.items.map(({ value }) => value), next: page.next };
};
