// What a frozen database would not show if it broke: tables and columns without a value, and methods of the port that read
// nothing out of it.

import { join } from 'node:path';
import type { Store, StoreView } from '@slipway/controller/ports';
import Database from 'better-sqlite3';

/** As `table` and `table.column`; of the file as it is, which is not migrated. */
export const emptyPlaces = (directory: string): readonly string[] => {
  const database = new Database(join(directory, 'slipway.db'));
  const count = (table: string, where: string): number =>
    database.prepare<[], number>(`select count(*) from "${table}" where ${where}`).pluck().get() ?? 0;
  try {
    const tables = database
      .prepare<[], string>("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
      .pluck()
      .all();
    return tables.flatMap((table) => {
      if (count(table, 'true') === 0) return [table];
      const columns = database.pragma(`table_xinfo("${table}")`) as readonly { readonly name: string }[];
      return columns
        .filter(({ name }) => count(table, `"${name}" is not null`) === 0)
        .map(({ name }) => `${table}.${name}`);
    });
  } finally {
    database.close();
  }
};

/** The store, and the methods, as `fleet.host`, that some read of it has had an answer from. */
export const watched = (store: Store): { readonly store: Store; readonly answered: ReadonlySet<string> } => {
  const answered = new Set<string>();
  const watchedView = (view: StoreView): StoreView =>
    Object.fromEntries(
      Object.entries(view).map(([subject, its]) => [
        subject,
        Object.fromEntries(Object.entries(its).map(([method, call]) => [method, noting(`${subject}.${method}`, call)])),
      ]),
    ) as unknown as StoreView;
  const noting =
    (name: string, call: unknown) =>
    async (...given: readonly unknown[]): Promise<unknown> => {
      const answer: unknown = await (call as (...given: readonly unknown[]) => Promise<unknown>)(...given);
      if (saysSomething(answer)) answered.add(name);
      return answer;
    };
  return { answered, store: { ...store, read: (work) => store.read((view) => work(watchedView(view))) } };
};

/** `null`, 0, nothing in a list, a page, a map or a total: that shows nothing. */
const saysSomething = (answer: unknown): boolean => {
  if (answer instanceof Map) return answer.size > 0;
  if (Array.isArray(answer)) return answer.length > 0;
  if (typeof answer === 'object' && answer !== null) return Object.values(answer).some(saysSomething);
  return Boolean(answer);
};
