// Real files of the shared data as a format's test reads them: unpacked, by name. Without the folder the test ends there
// and says so; the small cases of our own making beside it run everywhere.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { endWithout } from '@slipway/testkit/absence';
import { sharedFolder } from '@slipway/testkit/shared-data';
import type { TestContext } from 'vitest';

/** All files at or below a path of `data/` in the shared folder, by their path without `.gz` or `.zst`. */
export const sharedFiles = (context: TestContext, path: string): Readonly<Record<string, Uint8Array>> => {
  const folder = sharedFolder();
  if (folder === null) return endWithout(`there is no shared data for ${path}`, context);
  const root = join(folder, 'data', path);
  const names = statSync(root).isDirectory()
    ? readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [root];
  return Object.fromEntries(
    names.toSorted().map((name) => [name.slice(folder.length + 1).replace(/\.(?:gz|zst)$/, ''), unpacked(name)]),
  );
};

const unpacked = (name: string): Uint8Array => {
  const bytes = readFileSync(name);
  if (name.endsWith('.gz')) return gunzipSync(bytes);
  return name.endsWith('.zst') ? zstdDecompressSync(bytes) : bytes;
};
