import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { LabError } from '../lab-error.ts';
import { endProcess, isProcessRecord, startDetached } from '../process/index.ts';
import { runOk } from '../run.ts';
import { markOurs, readDocument, removeOurs, writeDocument } from '../state/index.ts';
import { buildPackage } from './build-package.ts';
import {
  type IndexedPackage,
  type IndexFile,
  packagesIndex,
  REPOSITORY_SUITE,
  releaseText,
  sha256,
} from './index-files.ts';
import { type DemoAppVersion, demoApp, demoAppVersions } from './made-packages.ts';
import { makeSigningKey, signRelease } from './signing.ts';

export interface LabRepository {
  readonly directory: string;
  readonly url: string;
  readonly architecture: string;
}

const PORT = 8080;
const QUERY_TIMEOUT_MS = 10_000;
const LISTEN_TIMEOUT_MS = 10_000;
const LISTEN_POLL_MS = 50;
const POOL = 'pool/main/s/slipway-demo-app';

/** Builds every made package, makes the key, publishes the installed version and serves it on the bridge. */
export async function makeRepository(directory: string, address: string): Promise<LabRepository> {
  await mkdir(directory, { recursive: true });
  await markOurs(directory, 'repository', address);
  await makeSigningKey(keysOf(directory));
  for (const version of Object.values(demoAppVersions)) await buildPackage(demoApp(version), builtOf(directory));
  const architecture = (await runOk(['dpkg', '--print-architecture'], { timeoutMs: QUERY_TIMEOUT_MS })).trim();
  await mkdir(publicOf(directory), { recursive: true });
  const listener = await startDetached({
    program: join(import.meta.dirname, 'serve-main.ts'),
    args: [publicOf(directory), address, String(PORT)],
    logFile: join(directory, 'serve.log'),
  });
  await writeDocument(listenerDocument(directory), listener);
  const repository: LabRepository = { directory, url: `http://${address}:${PORT}`, architecture };
  await publish(repository, [demoAppVersions.installed]);
  await untilServed(repository);
  return repository;
}

/** Makes the repository hold exactly these versions. The files of the others leave the archive too. */
export async function publish(repository: LabRepository, versions: readonly DemoAppVersion[]): Promise<void> {
  const pool = join(publicOf(repository.directory), POOL);
  await mkdir(pool, { recursive: true });
  const packages: IndexedPackage[] = [];
  for (const version of versions) {
    const name = `slipway-demo-app_${version}_all.deb`;
    const built = join(builtOf(repository.directory), name);
    const content = await readFile(built);
    await replaceFile(join(pool, name), content);
    const control = await runOk(['dpkg-deb', '--field', built], { timeoutMs: QUERY_TIMEOUT_MS });
    packages.push({ control, filename: `${POOL}/${name}`, size: content.length, sha256: sha256(content) });
  }
  await writeIndexes(repository, packagesIndex(packages));
  // After the index: nobody is sent to a file that is gone.
  const kept = new Set(packages.map(({ filename }) => filename));
  for (const name of await readdir(pool)) {
    if (!kept.has(`${POOL}/${name}`)) await rm(join(pool, name));
  }
}

/** What the repository's pool holds now. */
export async function publishedVersions(repository: LabRepository): Promise<readonly DemoAppVersion[]> {
  const names = new Set(await readdir(join(publicOf(repository.directory), POOL)));
  return Object.values(demoAppVersions).filter((version) => names.has(`slipway-demo-app_${version}_all.deb`));
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
export function repositoryKeyring({ directory }: LabRepository): string {
  return join(keysOf(directory), 'public.gpg');
}

/** What a host needs to read the repository: keyring and source. */
export async function repositorySource(
  repository: LabRepository,
): Promise<readonly { readonly path: string; readonly content: string | Uint8Array }[]> {
  const keyring = '/etc/apt/keyrings/slipway-lab.gpg';
  const stanza = [
    'Types: deb',
    `URIs: ${repository.url}`,
    `Suites: ${REPOSITORY_SUITE}`,
    'Components: main',
    `Signed-By: ${keyring}`,
    '',
  ].join('\n');
  return [
    { path: keyring, content: await readFile(repositoryKeyring(repository)) },
    { path: '/etc/apt/sources.list.d/slipway-lab.sources', content: stanza },
  ];
}

async function writeIndexes({ directory, architecture }: LabRepository, packages: string): Promise<void> {
  const suite = join(publicOf(directory), 'dists', REPOSITORY_SUITE);
  const folder = `main/binary-${architecture}`;
  const text = Buffer.from(packages);
  const files: readonly IndexFile[] = [
    { path: `${folder}/Packages`, content: text },
    { path: `${folder}/Packages.gz`, content: gzipSync(text) },
  ];
  for (const { path, content } of files) {
    await replaceFile(join(suite, path), content);
    await replaceFile(join(suite, dirname(path), 'by-hash/SHA256', sha256(content)), content);
  }
  const release = join(suite, 'Release');
  await replaceFile(release, Buffer.from(releaseText({ architecture, date: new Date(), files })));
  const signed = { release, inRelease: join(suite, 'InRelease.new'), detached: join(suite, 'Release.gpg') };
  await signRelease(keysOf(directory), signed);
  await rename(signed.inRelease, join(suite, 'InRelease'));
}

async function replaceFile(path: string, content: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

async function untilServed({ url, directory }: LabRepository): Promise<void> {
  const deadline = performance.now() + LISTEN_TIMEOUT_MS;
  const release = `${url}/dists/${REPOSITORY_SUITE}/InRelease`;
  while (performance.now() < deadline) {
    if (await isServed(release)) return;
    await pause(LISTEN_POLL_MS);
  }
  throw new LabError('not-running', `nothing answers at ${release}; see ${join(directory, 'serve.log')}`);
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
  const { directory, url, architecture } = value as Record<string, unknown>;
  return [directory, url, architecture].every((word) => typeof word === 'string');
}

function keysOf(directory: string): string {
  return join(directory, 'keys');
}

function builtOf(directory: string): string {
  return join(directory, 'built');
}

function publicOf(directory: string): string {
  return join(directory, 'public');
}
