import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { asDigest, type Digest, isDigest } from '@slipway/core/ids';
import type { PackageFile } from '@slipway/core/patch-set';
import { type Outcome, ok, reason, refuse } from '@slipway/core/reasons';
import type { Content } from '../../ports/index.ts';

/** What a crash leaves of a file in the making; cleared at the next start. */
const PART = '.part';
/** What `read` hands over at a time: few calls per megabyte, little memory per download. */
const CHUNK_BYTES = 256 * 1024;

/** Files lie in folders by the first two digits of their digest, so that no folder holds a whole fleet's packages. */
export const openContentFiles = async (folder: string): Promise<Content> => {
  const incoming = join(folder, 'incoming');
  await mkdir(incoming, { recursive: true });
  for (const left of await readdir(incoming)) await rm(join(incoming, left), { force: true });

  const put: Content['put'] = async (file, chunks) => {
    const path = pathOf(folder, file.sha256);
    if (await exists(path)) return ok(undefined);
    const beside = join(incoming, `${randomBytes(12).toString('hex')}${PART}`);
    try {
      const written = await writeVerified(beside, file, chunks);
      if (written.ok) await settle(beside, path, join(folder, hexOf(file.sha256).slice(0, 2)));
      return written;
    } catch (error) {
      if (isDiskFull(error)) return await diskFull(folder, file);
      throw error;
    } finally {
      await rm(beside, { force: true });
    }
  };

  return {
    has: async (digest) => await exists(pathOf(folder, digest)),
    put,
    putBytes: async (bytes) => {
      const file = {
        sha256: asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`),
        sizeBytes: bytes.length,
      };
      const stored = await put(file, only(bytes));
      return stored.ok ? ok(file) : stored;
    },
    sizeBytes: async (digest) => await sizeOf(pathOf(folder, digest)),
    read: (digest, from = 0) =>
      createReadStream(pathOf(folder, digest), {
        start: from,
        highWaterMark: CHUNK_BYTES,
      }) as AsyncIterable<Uint8Array>,
    list: () => listFiles(folder),
    remove: async (digest) => await rm(pathOf(folder, digest), { force: true }),
  };
};

const hexOf = (digest: Digest): string => digest.slice('sha256:'.length);

/** A digest that came from outside has been checked there; checked again, since it becomes a path. */
const pathOf = (folder: string, digest: Digest): string => {
  if (!isDigest(digest)) throw new Error(`"${String(digest)}" is not a digest`);
  const hex = hexOf(digest);
  return join(folder, hex.slice(0, 2), hex);
};

const exists = async (path: string): Promise<boolean> =>
  await access(path).then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false;
      throw error;
    },
  );

const sizeOf = async (path: string): Promise<number | null> =>
  await stat(path).then(
    ({ size }) => size,
    (error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    },
  );

const writeVerified = async (
  path: string,
  wanted: PackageFile,
  chunks: AsyncIterable<Uint8Array>,
): Promise<Outcome<void>> => {
  const handle = await open(path, 'wx', 0o600);
  try {
    const found = await writeHashed(handle, wanted.sizeBytes, chunks);
    if (found !== wanted.sha256) return differs(wanted);
    await handle.sync();
    return ok(undefined);
  } finally {
    await handle.close();
  }
};

/** `null`: it has another size. Stops at the first byte too many: nobody fills the disk with a file that is refused. */
const writeHashed = async (
  handle: FileHandle,
  sizeBytes: number,
  chunks: AsyncIterable<Uint8Array>,
): Promise<Digest | null> => {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > sizeBytes) return null;
    hash.update(chunk);
    for (let at = 0; at < chunk.length; ) at += (await handle.write(chunk, at)).bytesWritten;
  }
  return size === sizeBytes ? asDigest(`sha256:${hash.digest('hex')}`) : null;
};

const settle = async (beside: string, path: string, folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  await rename(beside, path);
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

async function* listFiles(folder: string): AsyncGenerator<Digest> {
  for (const part of (await readdir(folder)).sort()) {
    if (!/^[0-9a-f]{2}$/.test(part)) continue;
    for (const name of (await readdir(join(folder, part))).sort()) yield asDigest(`sha256:${name}`);
  }
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const differs = ({ sha256, sizeBytes }: PackageFile): Outcome<never> =>
  refuse('content-differs', { digest: sha256, sizeBytes });

const diskFull = async (folder: string, file: PackageFile): Promise<Outcome<never>> => {
  const { bavail, bsize } = await statfs(folder);
  return {
    ok: false,
    reason: reason('disk-full', { path: folder, freeBytes: bavail * bsize, neededBytes: file.sizeBytes }),
  };
};

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null);
const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';
/** A quota and a file size limit are the same to whoever must make room. */
const isDiskFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(codeOf(error)));
