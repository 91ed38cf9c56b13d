import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LabError } from '../lab-error.ts';
import { endProcess, isProcessRecord, startDetached } from '../process/index.ts';
import { runOk } from '../run.ts';
import { markOurs, readDocument, removeOurs, writeDocument } from '../state/index.ts';
import { aptFormat } from './apt-format.ts';
import { dnfFormat } from './dnf-format.ts';
import { builtOf, type Format, keysOf, publicKeyOf, publicOf, type RepositoryPlace } from './format.ts';
import { type DemoAppVersion, demoAppVersions } from './made-packages.ts';
import { makeSigningKey } from './signing.ts';

export interface LabRepository extends RepositoryPlace {
  /** Of which package managers. */
  readonly family: keyof typeof FORMATS;
}

const FORMATS = { deb: aptFormat, rpm: dnfFormat } as const satisfies Readonly<Record<string, Format>>;

const PORT = 8080;
const QUERY_TIMEOUT_MS = 10_000;
const LISTEN_TIMEOUT_MS = 10_000;
const LISTEN_POLL_MS = 50;

/** Builds every made package, makes the key, publishes the installed version and serves it on the bridge. */
export async function makeRepository(
  directory: string,
  { address, family }: { readonly address: string; readonly family: LabRepository['family'] },
): Promise<LabRepository> {
  await mkdir(directory, { recursive: true });
  await markOurs(directory, 'repository', address);
  await makeSigningKey(keysOf(directory));
  const architecture = (await runOk(['dpkg', '--print-architecture'], { timeoutMs: QUERY_TIMEOUT_MS })).trim();
  const repository: LabRepository = { directory, url: `http://${address}:${PORT}`, architecture, family };
  for (const version of Object.values(demoAppVersions)) await FORMATS[family].build(repository, version);
  await mkdir(publicOf(directory), { recursive: true });
  const listener = await startDetached({
    program: join(import.meta.dirname, 'serve-main.ts'),
    args: [publicOf(directory), address, String(PORT)],
    logFile: join(directory, 'serve.log'),
  });
  await writeDocument(listenerDocument(directory), listener);
  await publish(repository, [demoAppVersions.installed]);
  await untilServed(repository);
  return repository;
}

/**
 * Makes the repository hold exactly these versions, and `others`, which are package files of the machine. The files of the rest leave
 * the archive too.
 */
export async function publish(
  repository: LabRepository,
  versions: readonly DemoAppVersion[],
  others: readonly string[] = [],
): Promise<void> {
  const { fileOf, take, publish: publishFiles } = FORMATS[repository.family];
  const taken: string[] = [];
  // One after the other: each that is signed ends the key's agent behind it.
  for (const path of others) taken.push(await take(repository, path));
  await publishFiles(repository, [...versions.map(fileOf), ...taken]);
}

/** What the repository holds now. */
export async function publishedVersions({ family, directory }: LabRepository): Promise<readonly DemoAppVersion[]> {
  const { folder, fileOf } = FORMATS[family];
  const names = new Set(await readdir(join(publicOf(directory), folder)));
  return Object.values(demoAppVersions).filter((version) => names.has(fileOf(version)));
}

/** A version leaves the archive, index entry and file, as an archive drops what it has replaced. */
export async function withdraw(repository: LabRepository, version: DemoAppVersion): Promise<void> {
  const left = (await publishedVersions(repository)).filter((each) => each !== version);
  await publish(repository, left);
}

/** Ends the listener and removes the repository with its key. Idempotent. */
export async function removeRepository(directory: string): Promise<void> {
  await endProcess(await readDocument(listenerDocument(directory), isProcessRecord), 'SIGKILL');
  await removeOurs(directory, 'repository');
}

/** What verifies the repository: the binary keyring with its public key. */
export function repositoryKeyring(repository: LabRepository): string {
  return publicKeyOf(repository);
}

/** The version as package managers of that family write it. */
export function versionIn({ family }: LabRepository, version: DemoAppVersion): string {
  return FORMATS[family].versionOf(version);
}

/** The file of a version, as it was built and published. */
export function builtFile({ family, directory }: LabRepository, version: DemoAppVersion): string {
  return join(builtOf(directory), FORMATS[family].fileOf(version));
}

/** What a host needs to read the repository: key and source. */
export async function repositorySource(repository: LabRepository): ReturnType<Format['source']> {
  return FORMATS[repository.family].source(repository);
}

async function untilServed({ url, directory, family }: LabRepository): Promise<void> {
  const deadline = performance.now() + LISTEN_TIMEOUT_MS;
  const signed = `${url}/${FORMATS[family].signed}`;
  while (performance.now() < deadline) {
    if (await isServed(signed)) return;
    await pause(LISTEN_POLL_MS);
  }
  throw new LabError('not-running', `nothing answers at ${signed}; see ${join(directory, 'serve.log')}`);
}

async function isServed(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false; // the listener has not opened its port yet
  }
}

function listenerDocument(directory: string): string {
  return join(directory, 'listener.json');
}

export function isLabRepository(value: unknown): value is LabRepository {
  if (typeof value !== 'object' || value === null) return false;
  const { directory, url, architecture, family } = value as Record<string, unknown>;
  const words = [directory, url, architecture, family];
  return words.every((word) => typeof word === 'string') && Object.keys(FORMATS).includes(String(family));
}
