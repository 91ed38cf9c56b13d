// How old a file is, for files below the folders that root names: what else lies on the host, and when it changes, is
// nobody's business.

import { lstat, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, normalize, sep } from 'node:path';
import { ok, refuse } from '@slipway/core/reasons';
import { instantOfMs, isInstant } from '@slipway/core/time';
import type { Readings } from '../../ports/index.ts';
import { fileTrust, folderTrust } from './trusted-file.ts';

export interface FileAgesOptions {
  /** `/etc/slipway/file-ages.json` on a host: `{"folders": ["/var/backups"]}`. */
  readonly allowed: string;
}

export const createFileAges = ({ allowed }: FileAgesOptions): Pick<Readings, 'fileModifiedAt'> => ({
  async fileModifiedAt(path) {
    const unknown = (detail: string) => refuse('file-age-unknown', { path, detail });
    if (!isAbsolute(path) || normalize(path) !== path) return unknown('it is not a whole path');
    const folders = await allowedFolders(allowed);
    if (!folders.ok) return unknown(folders.detail);
    // As it is written first: whether something lies elsewhere is not told either.
    const folder = folders.value.find((one) => isBelow(path, one));
    if (folder === undefined) return unknown(`${allowed} allows no folder above it`);
    try {
      const real = await realpath(path);
      if (!isBelow(real, await realpath(folder))) return unknown('it is a link out of the folder that is allowed');
      const found = await lstat(real);
      if (!found.isFile()) return unknown('it is not a file');
      // Whoever may write the file may set any time, also one that no message to the controller can carry.
      const modifiedAt = instantOfMs(Math.floor(found.mtimeMs));
      return isInstant(modifiedAt) ? ok(modifiedAt) : unknown('its time lies beyond the years 0 to 9999');
    } catch (error) {
      return unknown(whyNot(error));
    }
  },
});

type Folders =
  | { readonly ok: true; readonly value: readonly string[] }
  | { readonly ok: false; readonly detail: string };

const allowedFolders = async (allowed: string): Promise<Folders> => {
  const trust = [await folderTrust(dirname(allowed)), await fileTrust(dirname(allowed), basename(allowed))];
  if (trust.includes('not-trusted')) {
    return { ok: false, detail: `${allowed} or its folder may be written by others than root` };
  }
  if (trust.includes('missing')) return { ok: false, detail: `no folder is allowed: ${allowed} is not there` };
  const folders = readFolders(await readFile(allowed, 'utf8'));
  return folders === null
    ? { ok: false, detail: `${allowed} cannot be read: it says {"folders": ["/a/path", …]} and nothing else` }
    : { ok: true, value: folders };
};

const readFolders = (text: string): readonly string[] | null => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || Object.keys(value).join() !== 'folders') return null;
  const { folders } = value as { readonly folders: unknown };
  const isFolder = (one: unknown): one is string =>
    typeof one === 'string' && isAbsolute(one) && normalize(one) === one;
  return Array.isArray(folders) && folders.every(isFolder) ? folders : null;
};

const isBelow = (path: string, folder: string): boolean =>
  path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);

const whyNot = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'it is not there';
  if (code === 'EACCES' || code === 'EPERM') return 'the reporter, which is not root, may not look there';
  return `it cannot be looked at (${code})`;
};
