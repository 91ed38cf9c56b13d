// A file of this host, copied: what was verified cannot be changed before it is read.

import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import { instantOfMs } from '@slipway/core/time';
import { FeedRefused } from '../refused.ts';

/** When the file was last written. Throws FeedRefused. */
export const copyFile = async (
  path: string,
  target: FileHandle,
  options: { readonly feed: string; readonly bytesMax: number; readonly signal: AbortSignal },
): Promise<Instant> => {
  const { feed, bytesMax, signal } = options;
  // Without waiting: opening a named pipe would otherwise wait for whoever writes it.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    throw new FeedRefused(reason('feed-unreachable', { feed, detail: messageOf(cause) }), { cause });
  });
  try {
    const { mtimeMs, size } = await regularSize(file, feed, path);
    const tooLarge = new FeedRefused(reason('feed-too-large', { feed, detail: `more than ${bytesMax} bytes` }));
    if (size > bytesMax) throw tooLarge;
    let bytes = 0;
    for await (const chunk of file.createReadStream({ autoClose: false })) {
      signal.throwIfAborted();
      bytes += (chunk as Uint8Array).byteLength;
      if (bytes > bytesMax) throw tooLarge;
      await target.write(chunk as Uint8Array);
    }
    return instantOfMs(Math.max(0, Math.trunc(mtimeMs)));
  } finally {
    await file.close();
  }
};

const regularSize = async (file: FileHandle, feed: string, path: string) => {
  const found = await file.stat();
  if (!found.isFile())
    throw new FeedRefused(reason('feed-location-refused', { feed, detail: `${path} is neither a file nor a folder` }));
  return found;
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
