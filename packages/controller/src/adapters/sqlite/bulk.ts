// Many rows in one statement: as one JSON text, so that a thousand rows cost one parameter and one compiled statement.

import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Cell } from './ready.ts';
import type { Database } from './schema.ts';

/** Far from SQLite's limit of a text (1 GB), and a few megabytes of memory at a time. */
const ROWS_PER_STATEMENT = 1000;

/** `ignore`: a row whose key is there already is left as it is. */
export const insertRows = async <Table extends keyof Database>(
  queries: Kysely<Database>,
  into: {
    readonly table: Table;
    readonly columns: readonly (keyof Database[Table] & string)[];
    readonly ignore?: true;
  },
  rows: readonly (readonly Cell[])[],
): Promise<void> => {
  const columns = sql.join(into.columns.map((column) => sql.ref(column)));
  const cells = sql.join(into.columns.map((_, at) => sql`value ->> ${sql.lit(at)}`));
  const verb = into.ignore === true ? sql`insert or ignore into` : sql`insert into`;
  for (const chunk of inChunks(rows)) {
    await sql`${verb} ${sql.table(into.table)} (${columns}) select ${cells} from json_each(${JSON.stringify(chunk)})`.execute(
      queries,
    );
  }
};

/** As the right side of `in`. */
export const valuesOf = (values: readonly (string | number)[]): RawBuilder<unknown> =>
  sql`(select value from json_each(${JSON.stringify(values)}))`;

/** The same as a condition, whose length the compiled statement does not depend on. */
export const isIn = (column: string, values: readonly (string | number)[]): RawBuilder<SqlBool> =>
  sql<SqlBool>`${sql.ref(column)} in ${valuesOf(values)}`;

export const inChunks = <T>(list: readonly T[], size = ROWS_PER_STATEMENT): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
