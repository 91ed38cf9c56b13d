// What a restore point keeps, beside it: by which names its volumes are to be put back.

import type { DurableFiles } from '../../../ports/index.ts';

export interface KeptVolume {
  /** As policy names it. */
  readonly volume: string;
  /** Of the subvolume in its file system. */
  readonly path: string;
  /** Subvolumes inside of it, empty ones: a snapshot has a place for each that nothing can be put into. */
  readonly nested: readonly string[];
}

const BYTES_MAX = 1024 * 1024;

export const writeList = async (files: DurableFiles, path: string, list: readonly KeptVolume[]): Promise<void> =>
  await files.write(path, JSON.stringify(list), 0o600);

/** `null`: there is none, or none that was finished. Lies where root alone writes, and was written whole. */
export const readList = async (files: DurableFiles, path: string): Promise<readonly KeptVolume[] | null> => {
  const bytes = await files.read(path, BYTES_MAX);
  if (bytes === null) return null;
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  return Array.isArray(value) && value.length > 0 && value.every(isKeptVolume) ? value : null;
};

const isKeptVolume = (value: unknown): value is KeptVolume => {
  if (typeof value !== 'object' || value === null) return false;
  const { volume, path, nested } = value as Partial<Record<keyof KeptVolume, unknown>>;
  const isInside = (one: unknown): boolean =>
    typeof one === 'string' && one !== '' && !one.startsWith('/') && !one.split('/').includes('..');
  return typeof volume === 'string' && isInside(path) && Array.isArray(nested) && nested.every(isInside);
};
