// What SQLite and PostgreSQL say differently, as parts of a query: which words they become is decided where the query is
// compiled, so that a question is written once and reads as one. A compiler of ours asks `wordsIn`.

import { type Kysely, type OperationNodeSource, PostgresAdapter, type RawBuilder, RawNode, sql } from 'kysely';
import type { Database } from './schema.ts';

export type DialectName = 'sqlite' | 'postgres';

type Words = () => RawBuilder<unknown>;
type Variants = Readonly<Record<DialectName, Words>>;
type List = readonly (string | number)[];

class DialectWords implements OperationNodeSource {
  readonly #variants: Variants;

  constructor(variants: Variants) {
    this.#variants = variants;
  }

  toOperationNode(): RawNode {
    const node = RawNode.createWithSql("a compiler that knows no dialect met a dialect's words");
    variantsOf.set(node, this.#variants);
    return node;
  }
}

const variantsOf = new WeakMap<RawNode, Variants>();

/** For a compiler's `visitRaw`: the node itself, unless it is one that each dialect has words of its own for. */
export const wordsIn = (dialect: DialectName, node: RawNode): RawNode =>
  variantsOf.get(node)?.[dialect]().toOperationNode() ?? node;

/** For the few methods that go about it in another way altogether. */
export const dialectOf = (queries: Kysely<Database>): DialectName =>
  queries.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite';

export const inDialect = <T = unknown>(variants: Variants): RawBuilder<T> => sql<T>`${new DialectWords(variants)}`;

/**
 * Behind an expression: whether it is one of these. One parameter whatever their number, so that the text of the query,
 * and with it the prepared statement, stays the same.
 */
export const oneOf = (values: List): RawBuilder<unknown> =>
  inDialect({
    sqlite: () => sql`in (select value from json_each(${JSON.stringify(values)}))`,
    postgres: () => sql`= any(${sql.val([...values])})`,
  });

/** A query of one column of whole numbers. */
export const theNumbers = (values: readonly number[]): RawBuilder<unknown> =>
  inDialect({
    sqlite: () => sql`select value from json_each(${JSON.stringify(values)})`,
    postgres: () => sql`select unnest(cast(${sql.val([...values])} as bigint[]))`,
  });

/** Rows of texts to select from: `value ->> 0` is the first text of a row. */
export const theRows = (rows: readonly (readonly string[])[], name: string): RawBuilder<unknown> =>
  inDialect({
    sqlite: () => sql`json_each(${JSON.stringify(rows)}) as ${sql.ref(name)}`,
    postgres: () => sql`json_array_elements(cast(${JSON.stringify(rows)} as json)) as ${sql.ref(name)}(value)`,
  });

/** A join that SQLite makes in the order in which it is written; PostgreSQL chooses by its statistics. */
export const THEN_JOIN: RawBuilder<unknown> = inDialect({ sqlite: () => sql`cross join`, postgres: () => sql`join` });

/** Holds SQLite to an index that holds all of what is asked; PostgreSQL takes no such word. */
export const byIndex = (name: string): RawBuilder<unknown> =>
  inDialect({ sqlite: () => sql`indexed by ${sql.ref(name)}`, postgres: () => sql`` });

/** The text at a path of a document, compared byte by byte, as every text column is; see PostgreSQL's version 4. */
export const fieldOf = (document: string, ...path: readonly string[]): RawBuilder<string> =>
  inDialect({
    sqlite: () => sql`${sql.ref(document)} ->> ${['$', ...path.map((name) => JSON.stringify(name))].join('.')}`,
    postgres: () => sql`(document_json(${sql.ref(document)}) #>> cast(${sql.val([...path])} as text[])) collate "C"`,
  });

/** Whether this very text stands somewhere in a column. */
export const holdsText = (column: string, text: string): RawBuilder<unknown> =>
  inDialect({
    sqlite: () => sql`instr(${sql.ref(column)}, ${text}) > 0`,
    postgres: () => sql`strpos(${sql.ref(column)}, ${text}) > 0`,
  });

/** Of a column that holds a JSON list where `isList` says so; elsewhere PostgreSQL would fail on what is none. */
export const elementOf = (column: string, at: number, isList: RawBuilder<unknown>): RawBuilder<unknown> =>
  inDialect({
    sqlite: () => sql`${sql.ref(column)} ->> ${sql.lit(at)}`,
    postgres: () => sql`case when ${isList} then cast(${sql.ref(column)} as json) ->> ${sql.lit(at)} end`,
  });

/** Of a group, a column's value in the row with the least `order`: SQLite gives it beside a `min(order)` by itself. */
export const ofTheFirst = (column: string, order: string): RawBuilder<unknown> =>
  inDialect({
    sqlite: () => sql`${sql.ref(column)}`,
    postgres: () => sql`(array_agg(${sql.ref(column)} order by ${sql.ref(order)}))[1]`,
  });

/** Of a group, a column that is the same in all of its rows; a second `max` would change what SQLite takes from the first. */
export const ofAnyRow = (column: string): RawBuilder<unknown> =>
  inDialect({
    sqlite: () => sql`${sql.ref(column)}`,
    postgres: () => sql`max(${sql.ref(column)})`,
  });

/** By which of two rows of `delivery` was added first. */
export const DELIVERIES_ADDED: RawBuilder<unknown> = inDialect({
  sqlite: () => sql`delivery.rowid`,
  postgres: () => sql`delivery.number`,
});

/** A JSON list, as text, of these expressions. */
export const jsonList = (values: readonly RawBuilder<unknown>[]): RawBuilder<string> => {
  const items = values.length === 0 ? sql`` : sql.join(values);
  return inDialect({
    sqlite: () => sql`json_array(${items})`,
    postgres: () => sql`cast(json_build_array(${items}) as text)`,
  });
};

/** A JSON list, as text, of a group's numbers, which come in this order already. */
export const jsonGroup = (column: string): RawBuilder<string> =>
  inDialect({
    sqlite: () => sql`json_group_array(${sql.ref(column)})`,
    postgres: () => sql`cast(json_agg(${sql.ref(column)} order by ${sql.ref(column)}) as text)`,
  });

/** For `lower(…) like … escape '!'`: text that holds this one somewhere, whatever the case of its ASCII letters. */
export const withinPattern = (text: string): string => `%${text.toLowerCase().replaceAll(/[!%_]/g, '!$&')}%`;
