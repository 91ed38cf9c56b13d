// Taking a restore point away on one file system, with what going back to it left over.

import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { AttemptId } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { type Means, runProgram } from '../means/index.ts';
import { isThere } from './stands.ts';
import { isReplaced, type Places, placesIn } from './top.ts';
import { firstFilled, nestedIn, type Subvolume } from './volumes.ts';

export const removeOn = async (
  means: Means,
  on: { readonly top: string; readonly id: AttemptId; readonly subvolumes: readonly Subvolume[] },
): Promise<Outcome<void>> => {
  const { top, id, subvolumes } = on;
  const mounted = subvolumes.find(({ path }) => isReplaced(path, id));
  if (mounted !== undefined) {
    return refuse('restore-point-failed', { what: 'removed', detail: `${mounted.volume} waits for the boot into it` });
  }
  const places = placesIn(top, id);
  for (const at of subvolumes.keys()) {
    const gone = await deleteAll(means, top, places, at);
    if (!gone.ok) return gone;
  }
  await rm(places.folder, { recursive: true, force: true });
  return ok(undefined);
};

const deleteAll = async (means: Means, top: string, places: Places, at: number): Promise<Outcome<void>> => {
  for (const place of [places.next(at), places.replaced(at), places.kept(at)]) {
    if (!(await isThere(place))) continue;
    const gone = await deleteWhole(means, top, place);
    if (!gone.ok) return gone;
  }
  return ok(undefined);
};

/** With the empty subvolumes inside of it. What is in others is data that nobody has named: it stays, and so does the whole. */
const deleteWhole = async (means: Means, top: string, place: string): Promise<Outcome<void>> => {
  const nested = await nestedIn(means, { folder: place, path: place.slice(top.length + 1) });
  if (!nested.ok) return nested;
  const filled = await firstFilled(place, nested.value);
  if (filled !== null) {
    const detail = `${basename(place)} holds data in the subvolume ${filled}, which no policy has named`;
    return refuse('restore-point-failed', { what: 'removed', detail });
  }
  for (const one of [...nested.value.map((path) => `${place}/${path}`), place]) {
    const gone = await runProgram(means.run, 'removed', ['/usr/bin/btrfs', 'subvolume', 'delete', one]);
    if (!gone.ok) return gone;
  }
  return ok(undefined);
};
