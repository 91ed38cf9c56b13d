// Folders and JSON files of other programs. Not being there is an answer; anything else that is in the way is thrown.

import { constants } from 'node:fs';
import { open, readdir, readFile, readlink } from 'node:fs/promises';
import { ifThere } from '../../if-there/index.ts';

/** Of one state file. Docker's for a container has 10 kB, podman's of all containers some 100 kB. */
const JSON_BYTES_MAX = 32 * 1024 * 1024;

export const namesIn = async (folder: string): Promise<readonly string[]> =>
  (await unlessAbsent(readdir(folder)))?.sort() ?? [];

/** `null`: there is no such file. */
export const jsonIn = async (path: string): Promise<unknown> =>
  await unlessAbsent(
    boundedText(path).then((text) => {
      try {
        return JSON.parse(text) as unknown;
      } catch (error) {
        throw new Error(`${path} is not JSON`, { cause: error });
      }
    }),
  );

const boundedText = async (path: string): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunksOf(path, JSON_BYTES_MAX)) {
    bytes += chunk.byteLength;
    if (bytes > JSON_BYTES_MAX) throw new Error(`${path} is longer than any real one`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes).toString('utf8');
};

/**
 * A file's bytes, and of a longer one the first beyond `bytesMax`, which tells. Throws for what is no file: a device has
 * no end, and a pipe would be waited for.
 */
export async function* chunksOf(path: string, bytesMax: number): AsyncIterable<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw new Error(`${path} is no file`);
    yield* file.createReadStream({ autoClose: false, end: bytesMax }) as AsyncIterable<Uint8Array>;
  } finally {
    await file.close();
  }
}

export const textIn = async (path: string): Promise<string | null> => await unlessAbsent(readFile(path, 'utf8'));

export const linkIn = async (path: string): Promise<string | null> => await unlessAbsent(readlink(path));

/** A folder on the way may be a file, a link may be none, and a process may have ended. */
export const unlessAbsent = async <T>(asked: Promise<T>): Promise<T | null> =>
  await ifThere(asked, ['ENOTDIR', 'EINVAL', 'ESRCH']);

export const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
