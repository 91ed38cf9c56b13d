// Which package owns a file, from dpkg's own lists (/var/lib/dpkg/info/NAME.list: a path a line), one list at a time: the
// paths of a whole desktop are 30 MB, the ones asked about a few hundred. `dpkg-query --search` would take them as patterns.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileOwners } from '../../ports/index.ts';
import { type Diversion, readDiversions } from './diversions.ts';
import { type AptHost, THIS_HOST } from './host.ts';

export const createFileOwners =
  (host: Pick<AptHost, 'dpkgAdminDirectory'> = THIS_HOST): FileOwners =>
  async (paths) => {
    const { dpkgAdminDirectory } = host;
    const asked = askedPaths(paths, byTheirPlace(await readDiversions(join(dpkgAdminDirectory, 'diversions'))));
    const owners = new Map<string, string>();
    if (asked.size === 0) return owners;
    const info = join(dpkgAdminDirectory, 'info');
    for (const file of (await readdir(info)).sort()) {
      const name = /^([^:]+)(?::[^:]+)?\.list$/.exec(file)?.[1];
      if (name === undefined) continue;
      for (const line of (await readFile(join(info, file), 'utf8')).split('\n')) {
        for (const { path, notOf } of asked.get(line) ?? []) if (notOf !== name) owners.set(path, name);
      }
    }
    return owners;
  };

interface Asked {
  readonly path: string;
  /** Its file of that name lies elsewhere. */
  readonly notOf: string | null;
}

/**
 * By the name under which a list may have it. On a usrmerged host a file of `/usr/lib` stands in lists that were made
 * before it was one as a file of `/lib`; a diverted file has the name that it had before.
 */
const askedPaths = (
  paths: ReadonlySet<string>,
  diversions: ReadonlyMap<string, Diversion>,
): ReadonlyMap<string, readonly Asked[]> => {
  const asked = new Map<string, Asked[]>();
  const ask = (line: string, one: Asked): void => {
    asked.set(line, [...(asked.get(line) ?? []), one]);
  };
  for (const path of paths) {
    const diverted = diversions.get(path);
    for (const [name, notOf] of [[path, null], ...(diverted === undefined ? [] : [[diverted.from, diverted.by]])] as [
      string,
      string | null,
    ][]) {
      ask(name, { path, notOf });
      const unmerged = name.replace(/^\/usr(?=\/(bin|sbin|lib|lib32|lib64|libx32)\/)/, '');
      if (unmerged !== name) ask(unmerged, { path, notOf });
    }
  }
  return asked;
};

const byTheirPlace = (diversions: readonly Diversion[]): ReadonlyMap<string, Diversion> =>
  new Map(diversions.map((diversion) => [diversion.to, diversion]));
