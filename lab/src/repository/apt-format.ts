import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runOk } from '../run.ts';
import { buildPackage } from './build-package.ts';
import { builtOf, type Format, keysOf, publicKeyOf, publicOf, type RepositoryPlace, replaceFile } from './format.ts';
import {
  type IndexedPackage,
  type IndexFile,
  packagesIndex,
  REPOSITORY_SUITE,
  releaseText,
  sha256,
} from './index-files.ts';
import { demoApp } from './made-packages.ts';
import { signRelease } from './signing.ts';

const QUERY_TIMEOUT_MS = 10_000;
const POOL = 'pool/main/s/slipway-demo-app';

/** `Packages` by digest, and an `InRelease` that is signed in place. */
export const aptFormat: Format = {
  signed: `dists/${REPOSITORY_SUITE}/InRelease`,
  folder: POOL,
  versionOf: (version) => version,
  fileOf: (version) => `slipway-demo-app_${version}_all.deb`,
  build: async ({ directory }, version) => {
    await buildPackage(demoApp(version), builtOf(directory));
  },
  async take({ directory }, path) {
    await copyFile(path, join(builtOf(directory), basename(path)));
    return basename(path);
  },
  async publish(place, names) {
    const { directory } = place;
    const pool = join(publicOf(directory), POOL);
    await mkdir(pool, { recursive: true });
    const packages: IndexedPackage[] = [];
    for (const name of names) {
      const built = join(builtOf(directory), name);
      const content = await readFile(built);
      await replaceFile(join(pool, name), content);
      const control = await runOk(['dpkg-deb', '--field', built], { timeoutMs: QUERY_TIMEOUT_MS });
      packages.push({ control, filename: `${POOL}/${name}`, size: content.length, sha256: sha256(content) });
    }
    await writeIndexes(place, packagesIndex(packages));
    // After the index: nobody is sent to a file that is gone.
    for (const name of await readdir(pool)) {
      if (!names.includes(name)) await rm(join(pool, name));
    }
  },
  async source(place) {
    const keyring = '/etc/apt/keyrings/slipway-lab.gpg';
    const stanza = [
      'Types: deb',
      `URIs: ${place.url}`,
      `Suites: ${REPOSITORY_SUITE}`,
      'Components: main',
      `Signed-By: ${keyring}`,
      '',
    ].join('\n');
    return [
      { path: keyring, content: await readFile(publicKeyOf(place)) },
      { path: '/etc/apt/sources.list.d/slipway-lab.sources', content: stanza },
    ];
  },
};

async function writeIndexes({ directory, architecture }: RepositoryPlace, packages: string): Promise<void> {
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
