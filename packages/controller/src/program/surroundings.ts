import { X509Certificate } from 'node:crypto';
import { chmod, readFile, rename, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asInstant, isInstant } from '@slipway/core/time';
import type { Surroundings } from '../ports/index.ts';
import { holdsItsStore } from './store-place.ts';

/** Where `slipway backup` notes what it has made. */
const LAST_BACKUP_FILE = 'last-backup.json';

/**
 * For those who watch how old it is; whoever keeps the backup knows better whether it is still there. Readable by all that may enter
 * the directory: root may have made it, and the controller, which tells its age, runs as another user.
 */
export const noteBackup = async (dataDirectory: string, to: string, madeAt: string): Promise<void> => {
  const path = join(dataDirectory, LAST_BACKUP_FILE);
  await writeFile(`${path}.part`, `${JSON.stringify({ madeAt, to })}\n`);
  await chmod(`${path}.part`, 0o644);
  await rename(`${path}.part`, path);
};

const CERTIFICATES = [
  ['authority', 'authority-certificate.pem'],
  ['listener', 'listener-certificate.pem'],
] as const;

/** Looked at when asked: three small files and one call. */
export const openSurroundings = (dataDirectory: string) => async (): Promise<Surroundings> => {
  const room = await orNull(statfs(dataDirectory));
  return {
    freeBytes: room === null ? null : room.bavail * room.bsize,
    sizeBytes: room === null ? null : room.blocks * room.bsize,
    holdsStore: holdsItsStore(dataDirectory),
    backupAt: await lastBackup(dataDirectory),
    certificates: (
      await Promise.all(CERTIFICATES.map(async ([certificate, name]) => await ending(dataDirectory, certificate, name)))
    ).flat(),
  };
};

const lastBackup = async (dataDirectory: string): Promise<Surroundings['backupAt']> => {
  const text = await orNull(readFile(join(dataDirectory, LAST_BACKUP_FILE), 'utf8'));
  if (text === null) return null;
  try {
    const { madeAt } = JSON.parse(text) as { readonly madeAt?: unknown };
    return typeof madeAt === 'string' && isInstant(madeAt) ? madeAt : null;
  } catch {
    // A note that cannot be read notes nothing.
    return null;
  }
};

const ending = async (
  dataDirectory: string,
  certificate: 'authority' | 'listener',
  name: string,
): Promise<Surroundings['certificates']> => {
  const pem = await orNull(readFile(join(dataDirectory, 'keys', name), 'utf8'));
  if (pem === null) return [];
  return [{ certificate, endsAt: asInstant(new X509Certificate(pem).validToDate.toISOString()) }];
};

/** Numbers that cannot be had are left out: a controller is not ill because somebody cannot watch it. */
const orNull = async <T>(asked: Promise<T>): Promise<T | null> =>
  await asked.catch((error: unknown) => {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  });
