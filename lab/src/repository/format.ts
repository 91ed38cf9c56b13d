import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DemoAppVersion } from './made-packages.ts';

/** Where a repository lies on the machine, and where hosts find it. */
export interface RepositoryPlace {
  readonly directory: string;
  readonly url: string;
  readonly architecture: string;
}

/** What the two families of package managers do differently. Paths are relative to the repository's root. */
export interface Format {
  /** The file by whose signature all others are known. */
  readonly signed: string;
  /** Where package files lie. */
  readonly folder: string;
  /** As inventories and plans name it. */
  readonly versionOf: (version: DemoAppVersion) => string;
  readonly fileOf: (version: DemoAppVersion) => string;
  readonly build: (place: RepositoryPlace, version: DemoAppVersion) => Promise<void>;
  /** Makes a package file of elsewhere one that can be published; answers the name that it then has. */
  readonly take: (place: RepositoryPlace, path: string) => Promise<string>;
  /** Makes the repository hold exactly these files of those that were built. */
  readonly publish: (place: RepositoryPlace, names: readonly string[]) => Promise<void>;
  /** What a host needs to read it. */
  readonly source: (
    place: RepositoryPlace,
  ) => Promise<readonly { readonly path: string; readonly content: string | Uint8Array }[]>;
}

export function keysOf(directory: string): string {
  return join(directory, 'keys');
}

/** Binary, as apt and gpgv want it. */
export function publicKeyOf({ directory }: Pick<RepositoryPlace, 'directory'>): string {
  return join(keysOf(directory), 'public.gpg');
}

export function builtOf(directory: string): string {
  return join(directory, 'built');
}

export function publicOf(directory: string): string {
  return join(directory, 'public');
}

/** Whole or as before, whoever reads meanwhile. */
export async function replaceFile(path: string, content: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}
