// The machine id of a container, from its own file system, whose root may lay there whatever it likes: nothing but a digest of
// something that has a machine id's form leaves this file, and nothing waits for it.

import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '@slipway/core/ids';
import type { Means } from './means.ts';

/** Of machine-id(5): 32 digits and a line end. */
const FORM = /^[0-9a-f]{32}\n?$/;
/** Not a link and nothing that blocks: a pipe of that name must not hold root. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** `folder`: what the container has as its root. */
export const identityDigestIn = async ({ sha256 }: Pick<Means, 'sha256'>, folder: string): Promise<Digest | null> => {
  let file: FileHandle | null = null;
  try {
    file = await open(join(folder, 'etc/machine-id'), FLAGS);
    if (!(await file.stat()).isFile()) return null;
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(64), position: 0 });
    const text = buffer.toString('latin1', 0, bytesRead);
    return FORM.test(text) ? sha256(Buffer.from(text.trim(), 'utf8')) : null;
  } catch {
    return null;
  } finally {
    await file?.close();
  }
};
