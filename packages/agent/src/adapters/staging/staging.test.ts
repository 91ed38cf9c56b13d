import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asDigest, type Digest } from '@slipway/core/ids';
import { describeStaging } from '@slipway/testkit/contracts';
import { expect, it } from 'vitest';
import { durableFiles } from '../durable-files/index.ts';
import { createStaging } from './index.ts';

const digitsOf = (digest: Digest): string => digest.slice('sha256:'.length);
const fileOf = (bytes: Uint8Array) => ({
  sha256: asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`),
  sizeBytes: bytes.length,
});

const create = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'staging-'));
  const cacheDirectory = join(folder, 'cache');
  await mkdir(cacheDirectory);
  const directory = join(folder, 'staged');
  return {
    folder,
    cacheDirectory,
    directory,
    staging: createStaging({
      directory,
      cacheDirectory,
      files: durableFiles,
      names: { index: 'index.json', packageEnd: '.rpm' },
    }),
  };
};

describeStaging('a folder of root', async () => {
  const { folder, cacheDirectory, staging } = await create();
  return {
    staging,
    async offer(bytes) {
      const file = fileOf(bytes);
      await writeFile(join(cacheDirectory, digitsOf(file.sha256)), bytes);
      return file;
    },
    async lay(bytes) {
      await writeFile(join(folder, 'laid'), bytes);
      return join(folder, 'laid');
    },
    async spoil(digest) {
      const path = join(cacheDirectory, digitsOf(digest));
      const bytes = await readFile(path);
      bytes[0] = bytes[0]! ^ 1;
      await writeFile(path, bytes);
    },
    async readStaged(staged, digest) {
      const name = digest === staged.index.digest ? 'index.json' : `${digitsOf(digest)}.rpm`;
      return await readFile(join(staged.directory, name)).then(
        (bytes) => new Uint8Array(bytes),
        () => null,
      );
    },
    dispose: async () => await rm(folder, { recursive: true }),
  };
});

it('follows no link out of the cache, and shows what it has staged to nobody else', async () => {
  const { folder, cacheDirectory, directory, staging } = await create();
  const secret = Buffer.from('a secret of root');
  await writeFile(join(folder, 'secret'), secret);
  const file = fileOf(secret);
  await symlink(join(folder, 'secret'), join(cacheDirectory, digitsOf(file.sha256)));
  const index = {
    platform: { distribution: 'debian', release: 'bookworm', architecture: 'amd64' },
    digest: file.sha256,
    sizeBytes: file.sizeBytes,
  };
  expect(await staging.stage({ index, files: [] })).toMatchObject({
    ok: false,
    reason: { code: 'prefetch-incomplete' },
  });
  await rm(join(cacheDirectory, digitsOf(file.sha256)));
  await writeFile(join(cacheDirectory, digitsOf(file.sha256)), secret);
  await chmod(folder, 0o755);
  expect(await staging.stage({ index, files: [] })).toMatchObject({ ok: true });
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  expect((await stat(join(directory, 'index.json'))).mode & 0o777).toBe(0o600);
  await rm(folder, { recursive: true });
});
