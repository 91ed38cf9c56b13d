// What a backup says of itself.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { asDigest, type Digest } from '@slipway/core/ids';

export const MANIFEST_FILE = 'backup.json';
export const DATABASE_FILE = 'slipway.db';
export const SCHEMA = 'slipway.backup/1';
/** Copied whole; `content` is listed by its own digests. */
export const FOLDERS = ['keys', 'keyrings', 'credentials', 'diagnosis.d'] as const;
export const CONTENT_FOLDER = 'content';

export interface BackupManifest {
  readonly schema: typeof SCHEMA;
  readonly madeAt: string;
  readonly version: string;
  /** Every file but those of the package store, by its path in the backup. */
  readonly files: Readonly<Record<string, Digest>>;
  /** What the package store held; `copied` or to be brought from elsewhere. */
  readonly content: { readonly form: 'copied' | 'left-out'; readonly digests: readonly Digest[] };
}

export const digestOfFile = async (path: string): Promise<Digest> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return asDigest(`sha256:${hash.digest('hex')}`);
};

/** By name; empty for a folder that is not there. */
export const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
};

/** Where a file of the package store lies below its folder. */
export const contentPath = (digest: Digest): string => {
  const hex = digest.slice('sha256:'.length);
  return join(hex.slice(0, 2), hex);
};
