// The controller's program as a later version of it would be: of this checkout, but with a number of its own and one more
// migration, so that the store that it has served is one of a newer program.

import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LabError } from '../lab-error.ts';
import { CHECKOUT } from './checkout.ts';

export const NEWER_VERSION = '99.0.0';

const MIGRATIONS = 'src/adapters/sqlite/migrations';
const LIST_END = '\n];\n\n/** What this program writes and reads. */';

/** Answers the program. Below `directory`, which is made anew. */
export async function makeNewerController(directory: string): Promise<string> {
  await rm(directory, { recursive: true, force: true });
  const controller = join(directory, 'packages/controller');
  await mkdir(controller, { recursive: true });
  await cp(join(CHECKOUT, 'packages/controller'), controller, {
    recursive: true,
    filter: (path) => basename(path) !== 'node_modules',
  });
  for (const shared of ['node_modules', 'packages/console']) {
    await symlink(join(CHECKOUT, shared), join(directory, shared));
  }
  await change(join(controller, 'package.json'), /"version": "[^"]+"/, `"version": "${NEWER_VERSION}"`);
  const later = 'create table later (id integer primary key) strict;';
  await change(
    join(controller, MIGRATIONS, 'migrate.ts'),
    LIST_END,
    `\n  { name: '9999-later', sql: '${later}' },${LIST_END}`,
  );
  return join(controller, 'src/main.ts');
}

async function change(path: string, from: string | RegExp, to: string): Promise<void> {
  const before = await readFile(path, 'utf8');
  const after = before.replace(from, () => to);
  if (after === before) throw new LabError('command-failed', `${path} is not as it was when this was written`);
  await writeFile(path, after);
}
