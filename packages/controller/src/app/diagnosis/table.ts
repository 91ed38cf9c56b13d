// The table as it is now: the operator's own rows, then the built-in ones.

import { BUILT_IN, type CauseTable, withOwnRows } from '@slipway/core/diagnosis';
import type { OwnCause } from '../../ports/index.ts';
import type { App } from '../context.ts';

/** Patterns are read once for as long as the files are the same. */
const tables = new WeakMap<readonly OwnCause[], CauseTable>();

export const causeTableOf = async (app: App): Promise<CauseTable> => {
  const { causes } = await app.ports.ownCauses.read();
  if (causes.length === 0) return BUILT_IN;
  const known = tables.get(causes);
  if (known !== undefined) return known;
  const table = withOwnRows(causes.map(({ cause }) => cause));
  tables.set(causes, table);
  return table;
};
