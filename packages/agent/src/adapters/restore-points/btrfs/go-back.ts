// Going back on one file system. First a whole copy of each volume is made ready beside it, with the agent's own state as it is now;
// then each takes its volume's place. A cut before that leaves the host as it was, one after it is gone on with by the same call.

import { chmod, chown, mkdir, rename, rmdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { carryOver, type Means, mountHolding, mountsNow, runProgram } from '../means/index.ts';
import type { KeptVolume } from './list.ts';
import { isThere } from './stands.ts';
import { defaultSubvolume, type Places } from './top.ts';
import { firstFilled, nestedIn, type Subvolume } from './volumes.ts';

interface GoingBack {
  readonly top: string;
  readonly places: Places;
  readonly list: readonly KeptVolume[];
  readonly subvolumes: readonly Subvolume[];
}

export const goBackOn = async (means: Means, going: GoingBack): Promise<Outcome<void>> => {
  const { top, places, list, subvolumes } = going;
  for (const [at, kept] of list.entries()) {
    if (await isThere(places.replaced(at))) continue;
    const ready = await prepare(means, going, { kept, at });
    if (!ready.ok) return ready;
  }
  const source = subvolumes[0]?.source;
  const standard = source === undefined ? ok(null) : await defaultSubvolume(means, source);
  if (!standard.ok) return standard;
  for (const [at, { path }] of list.entries()) {
    // By its number: before the names are exchanged, and good under either.
    if (path === standard.value && !(await isThere(places.replaced(at)))) {
      const set = await runProgram(means.run, 'taken', ['/usr/bin/btrfs', 'subvolume', 'set-default', places.next(at)]);
      if (!set.ok) return set;
    }
    await exchange(join(top, path), places, at);
  }
  const synced = await runProgram(means.run, 'taken', ['/usr/bin/btrfs', 'filesystem', 'sync', top]);
  return synced.ok ? ok(undefined) : synced;
};

/**
 * Two renames right after one another, in one commit of the file system (30 s apart) but for one in some millions: node has no
 * renameat2(2), and what has (coreutils 9.5, util-linux 2.40) is not on Debian 12.
 */
const exchange = async (live: string, places: Places, at: number): Promise<void> => {
  if (!(await isThere(places.replaced(at)))) await rename(live, places.replaced(at));
  if (!(await isThere(live))) await rename(places.next(at), live);
};

const prepare = async (
  means: Means,
  { top, places }: GoingBack,
  { kept, at }: { readonly kept: KeptVolume; readonly at: number },
): Promise<Outcome<void>> => {
  const { path, volume } = kept;
  const live = join(top, path);
  const nested = await nestedIn(means, { folder: live, path });
  if (!nested.ok) return nested;
  const filled = await firstFilled(live, nested.value);
  if (filled !== null) {
    const detail = `the subvolume ${filled} inside of it holds data by now, and would be out of sight`;
    return refuse('restore-point-unfit', { volume, kind: 'btrfs', detail });
  }
  const next = places.next(at);
  if (await isThere(next)) {
    const gone = await runProgram(means.run, 'taken', ['/usr/bin/btrfs', 'subvolume', 'delete', next]);
    if (!gone.ok) return gone;
  }
  const made = await runProgram(means.run, 'taken', ['/usr/bin/btrfs', 'subvolume', 'snapshot', places.kept(at), next]);
  if (!made.ok) return made;
  for (const inside of kept.nested) await placeFor(join(next, inside), join(live, inside));
  return await stateInto(means, { volume, next });
};

/** Where a subvolume lay: a snapshot has a folder there into which nothing can be put. */
const placeFor = async (place: string, was: string): Promise<void> => {
  await rmdir(place);
  await mkdir(place);
  if (!(await isThere(was))) return;
  const { mode, uid, gid } = await stat(was);
  await chown(place, uid, gid);
  await chmod(place, mode & 0o7777);
};

const stateInto = async (
  means: Means,
  { volume, next }: { readonly volume: string; readonly next: string },
): Promise<Outcome<void>> => {
  const from = join(means.root, means.state);
  const mountPoint = mountHolding(from, await mountsNow())?.mountPoint;
  const own = join(means.root, volume).replace(/(?<=.)\/$/, '');
  if (mountPoint !== own) return ok(undefined);
  return await carryOver(means.run, { from, to: join(next, relative(own, from)) });
};
