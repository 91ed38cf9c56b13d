// A host is enrolled again by root while a taken-over reporter's user has prepared its own folder for it.

import { execFile } from 'node:child_process';
import { chmod, chown, lstat, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { endWithout } from '@slipway/testkit/absence';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const NOBODY = { uid: 65_534, gid: 65_534 };
const OWN_FOLDER = '750';

/** In a process of its own: the rights of a process are those of everything in it. */
const keep = async (directory: string): Promise<void> => {
  const wanted = {
    directory,
    files: [{ path: join(directory, 'key.pem'), content: 'a new key', mode: 0o600 }],
    folders: [join(directory, 'inbox')],
  };
  const script = `
    import { keepReporterFiles } from ${JSON.stringify(new URL('./reporter-files.ts', import.meta.url).href)};
    import { durableFiles } from ${JSON.stringify(new URL('../durable-files/index.ts', import.meta.url).href)};
    await keepReporterFiles(durableFiles, ${JSON.stringify(NOBODY)}, ${JSON.stringify(wanted)});
    if (process.geteuid() !== 0 || process.getegid() !== 0) throw new Error('the rights were not given back');
  `;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
};

describe("the reporter's files", () => {
  let root: string;
  let directory: string;
  let victim: string;
  beforeEach(async (context) => {
    if (process.getuid?.() !== 0) endWithout('only root enrols a host', context);
    root = await mkdtemp(join(tmpdir(), 'slipway-enrol-'));
    await chmod(root, 0o755);
    directory = join(root, 'reporter');
    victim = join(root, 'etc');
    await mkdir(victim);
    await writeFile(join(victim, 'shadow'), 'secret', { mode: 0o600 });
  });
  afterEach(async () => await rm(root, { recursive: true, force: true }));

  const ownerOf = async (path: string): Promise<number> => (await lstat(path)).uid;

  it('belong to the reporter, also where its folder is not there yet', async () => {
    await keep(directory);
    expect((await lstat(directory)).mode.toString(8).slice(-3)).toBe(OWN_FOLDER);
    for (const path of [directory, join(directory, 'key.pem'), join(directory, 'inbox')]) {
      expect(await ownerOf(path)).toBe(NOBODY.uid);
    }
    expect(await readFile(join(directory, 'key.pem'), 'utf8')).toBe('a new key');
  });

  it('give nothing of root away where the reporter has left links', async () => {
    await mkdir(directory);
    await symlink(victim, join(directory, 'inbox'));
    await symlink(join(victim, 'shadow'), join(directory, 'key.pem'));
    await chown(directory, NOBODY.uid, NOBODY.gid);

    await keep(directory);

    expect(await ownerOf(victim)).toBe(0);
    expect(await ownerOf(join(victim, 'shadow'))).toBe(0);
    expect(await readFile(join(victim, 'shadow'), 'utf8')).toBe('secret');
    expect(await readFile(join(directory, 'key.pem'), 'utf8')).toBe('a new key');
  });
});
