// Pages and their cursors, which every store adapter makes alike: the key of the last item, as JSON. Callers pass them
// back as they are; since they travel through clients, they are checked like anything else from outside.

import { reason } from '@slipway/core/reasons';
import { StoreFailure } from './store-failure.ts';
import type { Page, PageRequest } from './store-values.ts';

/** Hosts that are looked through at once for a selector, so that nobody else waits for a question about all of them. */
export const HOSTS_AT_ONCE_MAX = 2000;

/** What a person or a program can still use at once; an answer of 1000 hosts is about a megabyte. */
export const PAGE_LIMIT_MAX = 1000;

type Part = 'text' | 'number';
/** The key of an item, part by part: what the list is ordered by. */
export type Cursor<Shape extends readonly Part[]> = {
  readonly [Index in keyof Shape]: Shape[Index] extends 'text' ? string : number;
};

/** The key behind which the page begins, `null` for the first page. `shape` names the kind of each part. */
export const readCursor = <const Shape extends readonly Part[]>(
  request: PageRequest,
  ...shape: Shape
): Cursor<Shape> | null => {
  if (!Number.isInteger(request.limit) || request.limit < 1 || request.limit > PAGE_LIMIT_MAX) {
    throw new RangeError(`a page has 1 to ${PAGE_LIMIT_MAX} items, not ${request.limit}`);
  }
  if (request.after === null) return null;
  const parts = parse(request.after);
  const fits = parts.length === shape.length && parts.every((part, at) => isPart(part, shape[at]));
  if (!fits) throw unknownCursor();
  return parts as unknown as Cursor<Shape>;
};

/** The page out of its rows and, where there is one, the row after: ask the database for `limit + 1`. */
export const pageOf = <Row>(
  rows: readonly Row[],
  request: PageRequest,
  keyOf: (row: Row) => readonly (string | number)[],
): Page<Row> => {
  const items = rows.slice(0, request.limit);
  const last = items.at(-1);
  const next = rows.length > items.length && last !== undefined ? JSON.stringify(keyOf(last)) : null;
  return { items, next };
};

/** The same page with each row read as what it stands for. */
export const mapPage = <Row, Item>(page: Page<Row>, itemOf: (row: Row) => Item): Page<Item> => ({
  items: page.items.map(itemOf),
  next: page.next,
});

const isPart = (part: unknown, kind: Part | undefined): boolean =>
  kind === 'text' ? typeof part === 'string' : Number.isSafeInteger(part);

const parse = (text: string): readonly unknown[] => {
  try {
    const parts: unknown = JSON.parse(text);
    return Array.isArray(parts) ? parts : [];
  } catch (error) {
    throw unknownCursor(error);
  }
};

const unknownCursor = (cause?: unknown): StoreFailure =>
  new StoreFailure(reason('input-invalid', { what: 'cursor', detail: 'no page gave it' }), { cause });
