// Freezes the messages and documents of this version: `node packages/protocol/test/compat/make.ts fixtures/compat/1`,
// once, before the version is released. What is frozen is never made again: later versions must read it as it is.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDocuments, makeMessages } from '@slipway/testkit/compat';

/** One file each, by folder: what is compared with the frozen ones, too. */
export const madeToday = (): Readonly<Record<Folder, Readonly<Record<string, object>>>> => {
  const { envelopes, bundles } = makeDocuments();
  return { messages: makeMessages(), documents: envelopes, 'host-plans': bundles };
};
export type Folder = 'messages' | 'documents' | 'host-plans';

export const makeFrozen = (directory: string): void => {
  for (const [folder, files] of Object.entries(madeToday())) {
    if (existsSync(join(directory, folder))) throw new Error(`${join(directory, folder)} is frozen`);
    mkdirSync(join(directory, folder), { recursive: true });
    for (const [name, value] of Object.entries(files)) {
      writeFileSync(join(directory, folder, `${name}.json`), `${JSON.stringify(value, null, 1)}\n`);
    }
  }
};

const [directory] = process.argv.slice(2);
if (import.meta.main && directory !== undefined) makeFrozen(directory);
