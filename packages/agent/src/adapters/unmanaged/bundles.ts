// Snaps and flatpaks of the whole system, from the folders that snapd and flatpak keep them in.

import { basename, join } from 'node:path';
import type { Listing, UnmanagedBundle } from '@slipway/core/inventory';
import { linkIn, namesIn } from './files.ts';
import { listed } from './listing.ts';

/**
 * `/var/lib/snapd/snaps/NAME_REVISION.snap`; snapd keeps two or three revisions, and `current` names the one in use (a
 * disabled snap has none: its newest file counts). Revisions are snapd's own numbers, `x1` where it was installed from a file.
 */
export const lookAtSnaps = async (root: string): Promise<Listing<UnmanagedBundle>> => {
  const revisions = new Map<string, string>();
  for (const file of await namesIn(join(root, 'var/lib/snapd/snaps'))) {
    const [, name, revision] = /^([^_]+(?:_[^_]+)?)_(x?\d+)\.snap$/.exec(file) ?? [];
    if (name !== undefined && revision !== undefined) revisions.set(name, newest(revisions.get(name), revision));
  }
  const snaps: UnmanagedBundle[] = [];
  for (const [name, kept] of revisions) {
    const inUse = (await linkIn(join(root, 'snap', name, 'current'))) ?? (await linkIn(join(root, SNAP_MOUNTS, name)));
    snaps.push({ name, version: inUse === null ? kept : basename(inUse) });
  }
  return listed(snaps);
};

/** Where distributions without `/snap` mount them: `current` is a link there as well. */
const SNAP_MOUNTS = 'var/lib/snapd/snap';

const newest = (known: string | undefined, revision: string): string =>
  known === undefined || Number(revision.replace('x', '')) > Number(known.replace('x', '')) ? revision : known;

/** `/var/lib/flatpak/{app,runtime}/NAME/ARCHITECTURE/BRANCH/active`, a link to the commit that is deployed. */
export const lookAtFlatpaks = async (root: string): Promise<Listing<UnmanagedBundle>> => {
  const flatpaks: UnmanagedBundle[] = [];
  for (const kind of ['app', 'runtime']) {
    const folder = join(root, 'var/lib/flatpak', kind);
    for (const name of await namesIn(folder)) {
      for (const architecture of await namesIn(join(folder, name))) {
        if (architecture === 'current') continue;
        for (const branch of await namesIn(join(folder, name, architecture))) {
          const commit = await linkIn(join(folder, name, architecture, branch, 'active'));
          if (commit !== null) flatpaks.push({ name, version: `${branch} ${basename(commit).slice(0, COMMIT_SHOWN)}` });
        }
      }
    }
  }
  return listed(flatpaks);
};

/** As flatpak itself shortens it. */
const COMMIT_SHOWN = 12;
