import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { nullWhenAbsent } from '../files.ts';
import { LabError } from '../lab-error.ts';
import { mountPointsBelow } from '../mount/index.ts';
import { readDocument, writeDocument } from './document.ts';

export const MARKER_NAME = 'slipway-lab.json';

export type OursKind = 'base' | 'build' | 'host' | 'host-root' | 'lab' | 'repository';

export interface Marker {
  readonly madeBy: 'slipway-lab';
  readonly kind: OursKind;
  readonly name: string;
}

/** Written first of all into a directory that the lab makes. */
export async function markOurs(directory: string, kind: OursKind, name: string): Promise<void> {
  const marker: Marker = { madeBy: 'slipway-lab', kind, name };
  await writeDocument(join(directory, MARKER_NAME), marker);
}

export async function markerIn(directory: string): Promise<Marker | null> {
  return readDocument(join(directory, MARKER_NAME), isMarker);
}

/** Before anything destructive. */
export async function assertOurs(directory: string, kind: OursKind): Promise<void> {
  const marker = await markerIn(directory);
  if (marker?.kind !== kind) {
    throw new LabError('not-ours', `${directory} carries no marker of a lab's ${kind}: the lab leaves it alone`);
  }
}

/**
 * Removes a directory that the lab made, with everything below. Refuses one without the right marker, and one with a
 * mount below: removing through a mount would empty whatever is mounted there.
 */
export async function removeOurs(directory: string, kind: OursKind): Promise<void> {
  const entries = await nullWhenAbsent(readdir(directory));
  if (entries === null) return;
  if (entries.length === 0) return rmdir(directory); // a run killed before it wrote the marker; nothing to lose
  await assertOurs(directory, kind);
  const mounted = mountPointsBelow(directory);
  if (mounted.length > 0) throw new LabError('mount-in-the-way', `${mounted.join(', ')} still mounted; it stays`);
  // The marker goes last: what a removal that was cut leaves must still be known as ours.
  for (const name of entries.filter((each) => each !== MARKER_NAME)) {
    await rm(join(directory, name), { recursive: true, force: true });
  }
  await rm(directory, { recursive: true, force: true });
}

function isMarker(value: unknown): value is Marker {
  if (typeof value !== 'object' || value === null) return false;
  const { madeBy, kind, name } = value as Record<string, unknown>;
  return madeBy === 'slipway-lab' && typeof kind === 'string' && typeof name === 'string';
}
