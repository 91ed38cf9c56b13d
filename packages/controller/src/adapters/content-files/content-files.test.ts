import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeContent } from '@slipway/testkit/contracts';
import { expect, it } from 'vitest';
import { openContentFiles } from './index.ts';

const inFolder = async (work: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'content-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
};

describeContent('content in files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'content-'));
  return { content: await openContentFiles(folder), dispose: async () => await rm(folder, { recursive: true }) };
});

it('finds after a restart what was stored, and clears what a crash left in the making', async () =>
  await inFolder(async (folder) => {
    const stored = await (await openContentFiles(folder)).putBytes(Buffer.from('kept'));
    await writeFile(join(folder, 'incoming', 'crashed.part'), 'half');
    const again = await openContentFiles(folder);
    expect(stored.ok && (await again.has(stored.value.sha256))).toBe(true);
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
    expect(await readdir(folder)).toHaveLength(2);
  }));

it('says that the disk is full and leaves nothing behind', async () =>
  await inFolder(async (folder) => {
    // The size limit of a process stands for a full disk: the write fails in the middle of the file.
    const program = `
      process.on('SIGXFSZ', () => {});
      const { openContentFiles } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
      const content = await openContentFiles(${JSON.stringify(folder)});
      console.log(JSON.stringify(await content.putBytes(new Uint8Array(1_000_000))));
    `;
    const output = execFileSync('prlimit', ['--fsize=102400', process.execPath, '--input-type=module', '-e', program], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin', NODE_COMPILE_CACHE: '' },
    });
    expect(JSON.parse(output)).toMatchObject({
      ok: false,
      reason: { code: 'disk-full', facts: { path: folder, neededBytes: 1_000_000 } },
    });
    expect(await readdir(folder)).toEqual(['incoming']);
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
  }));

it('never lets a name that is no digest become a path', async () =>
  await inFolder(async (folder) => {
    const content = await openContentFiles(folder);
    await expect(content.has('../../etc/passwd' as never)).rejects.toThrow('is not a digest');
  }));
