// What is stored of each version: rows of every kind in all of their forms, and what is read back of them through the
// port. A version that was released is filled and read for ever as it was then; what comes later is a folder of its own.
// Not here: the frozen files and the tests that open them (controller/test/compat).
// May import: builders, store-rows, ../messages, core, protocol, the controller's ports.

import type { Store } from '@slipway/controller/ports';
import { fillFirst, readFirst } from './first/index.ts';
import { fillSecond, readSecond } from './second/index.ts';

interface StoredForms {
  readonly fill: (store: Store) => Promise<void>;
  readonly read: (store: Store) => Promise<object>;
}

const VERSIONS: Readonly<Record<string, StoredForms>> = {
  '1': { fill: fillFirst, read: readFirst },
  '2': {
    fill: async (store) => {
      await fillFirst(store);
      await fillSecond(store);
    },
    read: async (store) => ({ ...(await readFirst(store)), ...(await readSecond(store)) }),
  },
};

/** As the folders of `fixtures/compat` are called, oldest first. */
export const STORED_VERSIONS: readonly string[] = Object.keys(VERSIONS);

/** Into an empty store; the same each time. */
export const fillStore = (store: Store, version: string): Promise<void> => formsOf(version).fill(store);

/** Everything that {@link fillStore} wrote of this version; plain JSON. */
export const readEverything = (store: Store, version: string): Promise<object> => formsOf(version).read(store);

const formsOf = (version: string): StoredForms => {
  const forms = VERSIONS[version];
  if (forms === undefined) throw new Error(`nothing is known of what version ${version} stored`);
  return forms;
};
