// The program looks at an installation of its own, running and not.

import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Examined } from '@slipway/core/soundness';
import { expect, it } from 'vitest';
import { aFolder, freePort, type Program, serve, start } from './support.ts';

const examined = async (
  data: string,
): Promise<{ readonly status: number | null; readonly rows: readonly Examined[] }> => {
  const program: Program = start('doctor', '--data', data, '--json');
  const status = await program.ended();
  return { status, rows: JSON.parse(program.output()) as readonly Examined[] };
};

const named = (rows: readonly Examined[], part: string): readonly string[] =>
  rows.flatMap((row) => (row.part === part ? [`${row.is}: ${row.says}`] : []));

it('finds a running installation sound but for what nobody has done yet, and takes nothing of it away', async () => {
  const data = join(await aFolder(), 'data');
  const port = await freePort();
  const served = await serve(data, port);
  const { status, rows } = await examined(data);
  expect(status).toBe(1);
  expect(rows.filter(({ is }) => is === 'wrong')).toEqual([]);
  expect(named(rows, 'listener')).toEqual([
    `well: process ${served.child.pid} answers at 127.0.0.1, port ${port}, by a certificate of its own authority`,
  ]);
  expect(named(rows, 'store')).toEqual(['well: whole, and of this version']);
  expect(named(rows, 'rights')).toHaveLength(1);
  expect(named(rows, 'feeds')[0]).toMatch(/^unknown: there are none/);
  expect(named(rows, 'backup')).toEqual(['unknown: none that is known of']);
  served.child.kill('SIGTERM');
  expect(await served.ended()).toBe(0);

  const idle = await examined(data);
  expect(named(idle.rows, 'listener')).toEqual(['wrong: no controller runs in this data directory']);
  expect(named(idle.rows, 'store')).toEqual(['well: whole, and of this version']);
});

it('names each file that others can read, and a store that is not whole', async () => {
  const data = join(await aFolder(), 'data');
  const served = await serve(data, await freePort());
  served.child.kill('SIGTERM');
  await served.ended();
  await chmod(join(data, 'keys', 'controller-key.pem'), 0o640);
  const database = join(data, 'slipway.db');
  const bytes = await readFile(database);
  await writeFile(database, bytes.fill(7, 4096));
  const { status, rows } = await examined(data);
  expect(status).toBe(1);
  expect(named(rows, 'rights')).toEqual([
    `wrong: ${data}/keys/controller-key.pem can be read or written by others (mode 0640)`,
  ]);
  expect(rows.find(({ is, part }) => is === 'wrong' && part === 'rights')?.next).toBe(
    `chmod go-rwx ${data}/keys/controller-key.pem`,
  );
  expect(named(rows, 'store')[0]).toMatch(/^wrong: The database .* cannot be read/);
  expect(named(rows, 'hosts')).toEqual([]);
  expect(await readFile(database)).toEqual(bytes);

  await rm(database);
  expect(named((await examined(data)).rows, 'store')[0]).toMatch(/^wrong: There is no store/);
  await expect(readFile(database)).rejects.toMatchObject({ code: 'ENOENT' });
});

it('says of a directory that is not there that it is not, and makes none', async () => {
  const data = join(await aFolder(), 'data');
  const { status, rows } = await examined(data);
  expect(status).toBe(1);
  expect(named(rows, 'rights')).toEqual([`wrong: ${data} is not there`]);
  await expect(readFile(data)).rejects.toMatchObject({ code: 'ENOENT' });
});
