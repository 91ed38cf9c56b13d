// The list of a Release file: which index has which hash.

import { field, type Paragraph } from '@slipway/core/deb822';
import { asDigest, type Digest } from '@slipway/core/ids';

export interface ReleaseFile {
  readonly path: string;
  readonly sha256: Digest;
  readonly sizeBytes: number;
}

const LINE = /^([0-9a-f]{64})\s+(\d+)\s+(\S+)$/;

/** By path. Only SHA256 counts; MD5 and SHA1 lists are not looked at. */
export const listedFiles = (release: Paragraph): ReadonlyMap<string, ReleaseFile> => {
  const files = new Map<string, ReleaseFile>();
  for (const line of (field(release, 'SHA256') ?? '').split('\n')) {
    const [, hex, size, path] = LINE.exec(line.trim()) ?? [];
    if (hex === undefined || size === undefined || path === undefined) continue;
    files.set(path, { path, sha256: asDigest(`sha256:${hex}`), sizeBytes: Number(size) });
  }
  return files;
};
