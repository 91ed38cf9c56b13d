import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeFiles } from '@slipway/testkit/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { durableFiles } from './index.ts';

describeFiles('files on a disk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'durable-'));
  return {
    files: durableFiles,
    folder,
    dispose: async () => await rm(folder, { recursive: true }),
  };
});

describe('durableFiles', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'durable-'));
    path = join(folder, 'file');
  });
  afterEach(async () => await rm(folder, { recursive: true }));

  it('replaces a file whole, with the mode asked for, and leaves nothing beside it', async () => {
    const before = process.umask(0o077);
    try {
      await durableFiles.write(path, 'one', 0o644);
      await durableFiles.write(path, 'two', 0o640);
    } finally {
      process.umask(before);
    }
    expect(await readFile(path, 'utf8')).toBe('two');
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('shows nothing of a file in the making, and nothing of a discarded one', async () => {
    const pending = await durableFiles.begin(path, 0o600);
    await pending.write(Buffer.from('half'));
    await expect(stat(path)).rejects.toThrow('ENOENT');
    await pending.discard();
    expect(await readdir(folder)).toEqual([]);
  });

  it('counts what it reads: of some files the size is told as 0', async () => {
    expect((await stat('/proc/cpuinfo')).size).toBe(0);
    expect(await durableFiles.read('/proc/cpuinfo', 10)).toBeNull();
    expect(await durableFiles.read('/proc/self/comm', 100)).not.toBeNull();
  });

  it('leaves a file as long as before when the disk is full', async () => {
    // The size limit of a process stands for a full disk: the write fails in the middle of the line.
    const program = `
      process.on('SIGXFSZ', () => {});
      const { durableFiles } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
      await durableFiles.append(${JSON.stringify(path)}, 'kept\\n', 0o644);
      await durableFiles.append(${JSON.stringify(path)}, 'x'.repeat(4096) + '\\n', 0o644).catch((error) => console.log(error.code));
    `;
    const output = execFileSync(
      '/usr/bin/prlimit',
      ['--fsize=1024', process.execPath, '--input-type=module', '-e', program],
      { encoding: 'utf8', env: { NODE_COMPILE_CACHE: '' } },
    );
    expect(output).toBe('EFBIG\n');
    expect(await readFile(path, 'utf8')).toBe('kept\n');
  });

  it('reads whole regular files within the limit, and nothing else', async () => {
    await writeFile(path, 'content');
    await symlink(path, join(folder, 'link'));
    execFileSync('/usr/bin/mkfifo', [join(folder, 'pipe')]);
    expect(await durableFiles.read(path, 7)).toEqual(Buffer.from('content'));
    expect(await durableFiles.read(path, 6)).toBeNull();
    expect(await durableFiles.read(join(folder, 'link'), 100)).toBeNull();
    expect(await durableFiles.read(join(folder, 'pipe'), 100)).toBeNull();
    expect(await durableFiles.read(folder, 100)).toBeNull();
    expect(await durableFiles.read(join(folder, 'nothing'), 100)).toBeNull();
  });
});
