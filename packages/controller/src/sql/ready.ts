// Queries whose text never changes, ready as text: what every check-in asks. Building and compiling one of these takes
// Kysely twice as long as SQLite takes to answer it (measured: 25 of 40 µs).

import { CompiledQuery, type Kysely } from 'kysely';
import { dialectOf } from './dialect.ts';
import type { Database } from './schema.ts';

export type Cell = string | number | null;

export type ReadyQuery<Row> = (queries: Kysely<Database>, ...parameters: readonly Cell[]) => Promise<readonly Row[]>;

/** Each `?` is a parameter; none of the texts has one that is not. */
export const readyQuery = <Row>(text: string): ReadyQuery<Row> => {
  const [first, ...others] = text.split('?');
  const numbered = others.reduce((before, part, at) => `${before}$${at + 1}${part}`, first ?? '');
  return async (queries, ...parameters) => {
    const its = dialectOf(queries) === 'postgres' ? numbered : text;
    return (await queries.executeQuery<Row>(CompiledQuery.raw(its, [...parameters]))).rows;
  };
};
