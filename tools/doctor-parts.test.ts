// The page of rights and ports names every part that either doctor looks at.

import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

const ROOT = new URL('../', import.meta.url);
const FOLDERS = ['packages/agent/src/programs/doctor/', 'packages/controller/src/program/doctor/'];

it('every part has its line', async () => {
  const page = await readFile(new URL('docs/operator/rights-and-ports.md', ROOT), 'utf8');
  const parts = new Set(['rights']);
  for (const folder of FOLDERS) {
    for (const name of await readdir(new URL(folder, ROOT))) {
      if (name.endsWith('.test.ts')) continue;
      const text = await readFile(new URL(folder + name, ROOT), 'utf8');
      for (const [, part = ''] of text.matchAll(/(?:\bpart|PART)(?::| =) '([a-z]+)'/g)) parts.add(part);
    }
  }
  expect(parts.size).toBeGreaterThan(15);
  expect([...parts].filter((part) => !page.includes(`\`${part}\``))).toEqual([]);
});
