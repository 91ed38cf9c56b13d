// Queries whose text never changes, ready as text: what every check-in asks. Building and compiling one of these takes
// Kysely twice as long as SQLite takes to answer it (measured: 25 of 40 µs).

import { CompiledQuery, type Kysely } from 'kysely';
import type { Database } from './schema.ts';

export type Cell = string | number | null;

export type ReadyQuery<Row> = (queries: Kysely<Database>, ...parameters: readonly Cell[]) => Promise<readonly Row[]>;

export const readyQuery =
  <Row>(text: string): ReadyQuery<Row> =>
  async (queries, ...parameters) =>
    (await queries.executeQuery<Row>(CompiledQuery.raw(text, [...parameters]))).rows;
