// Where packages come from, as it was last found, with the key of all that it was made from.

import { join } from 'node:path';
import type { PackageOrigins } from '@slipway/core/inventory';
import type { DurableFiles } from '../ports/index.ts';

export interface KeptOrigins {
  /** `null`: nothing is kept, or it was made from something else. */
  find(key: string): Promise<PackageOrigins | null>;
  keep(key: string, origins: PackageOrigins): Promise<void>;
}

/** 600 packages are a few kilobytes. */
const KEPT_BYTES_MAX = 16 * 1024 * 1024;

export const keptOrigins = (directory: string, files: Pick<DurableFiles, 'read' | 'write'>): KeptOrigins => {
  const path = join(directory, 'origins.json');
  return {
    async find(key) {
      const bytes = await files.read(path, KEPT_BYTES_MAX);
      return bytes === null ? null : originsOf(bytes, key);
    },
    keep: async (key, origins) => await files.write(path, JSON.stringify({ key, origins }), 0o644),
  };
};

const originsOf = (bytes: Uint8Array, key: string): PackageOrigins | null => {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (typeof value !== 'object' || value === null || !('key' in value) || !('origins' in value)) return null;
    // Written by this program under this key, and by nobody else: the folder is its own.
    return value.key === key ? (value.origins as PackageOrigins) : null;
  } catch {
    return null;
  }
};
