// Pages over what a query finds, in the order of one column that no two rows share.

import { type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import { type Page, type PageRequest, pageOf, readCursor } from '../../ports/index.ts';
import type { Database } from './schema.ts';

/** By a number that only rises. */
export const pageNewestFirst = async <
  From extends keyof Database,
  Row extends Readonly<Record<By, number>>,
  By extends string,
>(
  query: SelectQueryBuilder<Database, From, Row>,
  by: By,
  request: PageRequest,
): Promise<Page<Row>> => {
  const after = readCursor(request, 'number');
  const older = after === null ? query : query.where(sql<SqlBool>`${sql.ref(by)} < ${after[0]}`);
  const rows = await older
    .orderBy(sql.ref(by), 'desc')
    .limit(request.limit + 1)
    .execute();
  return pageOf(rows, request, (row) => [row[by]]);
};

export const pageByText = async <
  From extends keyof Database,
  Row extends Readonly<Record<By, string>>,
  By extends string,
>(
  query: SelectQueryBuilder<Database, From, Row>,
  by: By,
  request: PageRequest,
): Promise<Page<Row>> => {
  const after = readCursor(request, 'text');
  const behind = after === null ? query : query.where(sql<SqlBool>`${sql.ref(by)} > ${after[0]}`);
  const rows = await behind
    .orderBy(sql.ref(by))
    .limit(request.limit + 1)
    .execute();
  return pageOf(rows, request, (row) => [row[by]]);
};
