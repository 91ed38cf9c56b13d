// Backups that a timer makes: one file for each time, the oldest of which go.

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '@slipway/core/time';

const NAME = /^slipway-\d{8}T\d{6}Z\.tar$/;

/** `slipway-20261122T145000Z.tar`: sorted by name is sorted by time. */
export const pathInFolder = (folder: string, madeAt: Instant): string =>
  join(folder, `slipway-${madeAt.slice(0, 19).replace(/[-:]/g, '')}Z.tar`);

/** Called once a new one is whole. Files of other names are nobody's here. Answers with what went. */
export const dropOldBackups = async (folder: string, keep: number): Promise<readonly string[]> => {
  const ours = (await readdir(folder)).filter((name) => NAME.test(name)).sort();
  const old = ours.slice(0, -keep).map((name) => join(folder, name));
  for (const path of old) await rm(path);
  return old;
};
