// How far a restore point of one file system has come, told from what is there.

import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttemptId } from '@slipway/core/ids';
import type { RestorePointState } from '@slipway/core/restore-point';
import { ifThere } from '../../../if-there/index.ts';
import type { Means } from '../means/index.ts';
import { readList } from './list.ts';
import { isReplaced, placesIn } from './top.ts';
import type { Subvolume } from './volumes.ts';

export const standsOn = async (
  { files }: Pick<Means, 'files'>,
  on: { readonly top: string; readonly id: AttemptId; readonly subvolumes: readonly Subvolume[] },
): Promise<RestorePointState> => {
  const { top, id, subvolumes } = on;
  const places = placesIn(top, id);
  const list = await readList(files, places.list);
  if (list === null || list.length !== subvolumes.length) return 'gone';
  let back = 0;
  for (const [at, { path }] of list.entries()) {
    if (!(await isThere(places.kept(at)))) return 'gone';
    if ((await isThere(places.replaced(at))) && (await isThere(join(top, path)))) back += 1;
  }
  if (back < list.length) return 'standing';
  return subvolumes.some(({ path }) => isReplaced(path, id)) ? 'boot-due' : 'back';
};

export const isThere = async (path: string): Promise<boolean> => (await ifThere(lstat(path))) !== null;
