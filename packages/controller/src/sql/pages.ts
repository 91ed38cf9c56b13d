// Pages over what a query finds, in the order of one column that no two rows share.

import { type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import { type Page, type PageRequest, pageOf, readCursor } from '../ports/index.ts';
import type { Database } from './schema.ts';

/** By a number that only rises, or by text. */
const ORDERS = {
  'newest-first': { kind: 'number', direction: 'desc', behind: sql.raw('<') },
  'oldest-first': { kind: 'number', direction: 'asc', behind: sql.raw('>') },
  'by-text': { kind: 'text', direction: 'asc', behind: sql.raw('>') },
} as const;

/** In which rows were added, by the number that the store gave them. */
export const NEWEST_FIRST = { by: 'number', order: 'newest-first' } as const;

/** The query says neither order nor limit. */
export const pageOver = async <
  From extends keyof Database,
  By extends string,
  Row extends Readonly<Record<By, string | number>>,
>(
  query: SelectQueryBuilder<Database, From, Row>,
  request: PageRequest,
  { by, order }: { readonly by: By; readonly order: keyof typeof ORDERS },
): Promise<Page<Row>> => {
  const { kind, direction, behind } = ORDERS[order];
  const column = sql.ref(by);
  const after = readCursor(request, kind);
  const rest = after === null ? query : query.where(sql<SqlBool>`${column} ${behind} ${after[0]}`);
  const rows = await rest
    .orderBy(column, direction)
    .limit(request.limit + 1)
    .execute();
  return pageOf(rows, request, (row) => [row[by]]);
};
