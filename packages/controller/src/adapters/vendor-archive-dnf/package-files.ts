// Package files, fetched into a folder of ours. Of an entry that no signed index proves, the file is looked into before
// anybody gets a byte of it: hash, its own signature, and whether its header says what the repository says of it.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { asDigest } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { fetchRpmFile, modulesOf, openedDocument, openedFragment, pathsIn } from '@slipway/feeds/rpm-metadata';
import type { FetchedFile, VendorEntry } from '../../ports/index.ts';
import { readStanza } from './frozen-index.ts';
import { headerFault } from './header-fault.ts';
import type { PublicKey } from './keys.ts';
import { signatureFault } from './package-signature.ts';
import { readRpmHeader } from './rpm-header.ts';

export interface PackageFilesOptions {
  readonly workFolder: string;
  readonly authorities: readonly string[] | null;
  /** All that the installation trusts; of them those of the entry's publisher count. */
  readonly keys: () => Promise<readonly PublicKey[]>;
}

export const fetchPackage = async (options: PackageFilesOptions, entry: VendorEntry): Promise<Outcome<FetchedFile>> => {
  const folder = await mkdtemp(join(options.workFolder, 'slipway-package-'));
  const close = async (): Promise<void> => await rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'package.rpm');
    const fetched = await fetchInto(options, entry, path);
    const judged = fetched.ok && entry.proof === 'file' ? await judge(options, entry, { path, folder }) : fetched;
    if (judged.ok) return ok({ chunks: createReadStream(path) as AsyncIterable<Uint8Array>, close });
    await close();
    return judged;
  } catch (error) {
    await close();
    throw error;
  }
};

/** Of a file that is kept: it may have come under another publisher's word. */
export const provePackage = async (
  options: PackageFilesOptions,
  entry: VendorEntry,
  chunks: () => AsyncIterable<Uint8Array>,
): Promise<Outcome<void>> => {
  if (entry.proof !== 'file') return ok(undefined);
  const folder = await mkdtemp(join(options.workFolder, 'slipway-package-'));
  try {
    const path = join(folder, 'package.rpm');
    const copy = await open(path, 'wx', 0o600);
    try {
      for await (const chunk of chunks()) await copy.writeFile(chunk);
    } finally {
      await copy.close();
    }
    return await judge(options, entry, { path, folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const fetchInto = async (
  { authorities }: PackageFilesOptions,
  { uri, file, name, version }: VendorEntry,
  path: string,
): Promise<Outcome<void>> => {
  const fetched = await fetchRpmFile({ uri, path, sizeBytes: file.sizeBytes, authorities });
  if (fetched.ok && fetched.value === 'fetched') return ok(undefined);
  const detail = fetched.ok
    ? `there is nothing at ${uri}`
    : String(fetched.reason.facts['detail'] ?? fetched.reason.code);
  return refuse('file-unavailable', { package: name, version, detail });
};

const judge = async (
  options: PackageFilesOptions,
  entry: VendorEntry,
  where: { readonly path: string; readonly folder: string },
): Promise<Outcome<void>> => {
  const { file, name, version, origin } = entry;
  if ((await digestOfFile(where.path)) !== file.sha256)
    return refuse('content-differs', { digest: file.sha256, sizeBytes: file.sizeBytes });
  const keys = (await options.keys()).filter(({ publisher }) => publisher === origin.origin);
  const unsigned = await signatureFault(where.path, { keys, folder: where.folder });
  if (unsigned !== null)
    return refuse('package-unsigned', { package: name, version, publisher: origin.origin, detail: unsigned });
  const differs = await differenceIn(where.path, entry);
  return differs === null ? ok(undefined) : refuse('package-differs', { package: name, version, detail: differs });
};

const differenceIn = async (path: string, { stanza }: VendorEntry): Promise<string | null> => {
  const { primary, filelists, modules = [] } = readStanza(stanza);
  const [header, its] = [await readRpmHeader(path), openedFragment(primary)];
  if (header === null || its === null) return 'it has no header that can be read';
  const { streams } = modulesOf(
    modules.flatMap((text) => openedDocument(text) ?? []),
    its,
  );
  return headerFault(header, { package: its, paths: filelists === undefined ? [] : pathsIn(filelists), streams });
};

const digestOfFile = async (path: string) => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return asDigest(`sha256:${hash.digest('hex')}`);
};
