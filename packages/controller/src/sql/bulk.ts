// Many rows in one statement: as one JSON text, so that a thousand rows cost one parameter and one compiled statement.

import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import { inDialect, oneOf } from './dialect.ts';
import type { Cell } from './ready.ts';
import type { Database } from './schema.ts';

/** Far from the limit of a text (1 GB in both databases), and a few megabytes of memory at a time. */
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
  const table = sql.table(into.table);
  const ignoring = into.ignore === true ? sql` on conflict do nothing` : sql``;
  for (const chunk of inChunks(rows)) {
    const given = inDialect({
      sqlite: () => {
        const cells = sql.join(into.columns.map((_, at) => sql`value ->> ${sql.lit(at)}`));
        return sql`select ${cells} from json_each(${JSON.stringify(chunk)}) where true`;
      },
      // The table says which type each cell is of.
      postgres: () => {
        const named = chunk.map((row) => Object.fromEntries(into.columns.map((column, at) => [column, row[at]])));
        return sql`select ${columns} from json_populate_recordset(cast(null as ${table}), cast(${JSON.stringify(named)} as json))`;
      },
    });
    await sql`insert into ${table} (${columns}) ${given}${ignoring}`.execute(queries);
  }
};

/** `oneOf` as a condition. */
export const isIn = (column: string, values: readonly (string | number)[]): RawBuilder<SqlBool> =>
  sql<SqlBool>`${sql.ref(column)} ${oneOf(values)}`;

export const inChunks = <T>(list: readonly T[], size = ROWS_PER_STATEMENT): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
