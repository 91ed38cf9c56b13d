import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithout } from '@slipway/testkit/absence';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRootFiles } from './index.ts';

describe("root's own settings", () => {
  let folder: string;
  let directory: string;
  beforeEach((context) => {
    if (process.getuid?.() !== 0) endWithout('only root can make a folder that belongs to root', context);
    folder = mkdtempSync(join(tmpdir(), 'root-files-'));
    directory = join(folder, 'questions');
    mkdirSync(directory, { mode: 0o755 });
    writeFileSync(join(directory, 'etcd.json'), '{"endpoint":"https://10.0.0.1:2379"}', { mode: 0o600 });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const read = async (name = 'etcd.json') => await createRootFiles({ directory }).read(name);

  it('are read whole, or are not there', async () => {
    expect(await read()).toEqual({ kind: 'found', value: { endpoint: 'https://10.0.0.1:2379' } });
    expect(await read('galera.json')).toEqual({ kind: 'missing' });
    rmSync(directory, { recursive: true });
    expect(await read()).toEqual({ kind: 'missing' });
  });

  it.each<[string, () => void]>([
    ['others may write the file', () => chmodSync(join(directory, 'etcd.json'), 0o664)],
    ['others may write the folder', () => chmodSync(directory, 0o777)],
    ['it is no JSON', () => writeFileSync(join(directory, 'etcd.json'), '{"endpoint":')],
    ['it is longer than a page', () => writeFileSync(join(directory, 'etcd.json'), `"${'x'.repeat(20_000)}"`)],
    [
      'it is a link out of the folder',
      () => {
        rmSync(join(directory, 'etcd.json'));
        writeFileSync(join(folder, 'elsewhere.json'), '{}');
        symlinkSync(join(folder, 'elsewhere.json'), join(directory, 'etcd.json'));
      },
    ],
  ])('count as refused, and not as left out, where %s', async (_case, spoil) => {
    spoil();
    expect(await read()).toMatchObject({ kind: 'refused' });
  });
});
