// A vendor's rpm repository as a vendor makes one: packages built by rpmbuild, signed by rpmsign, listed by createrepo_c,
// the list signed by gpg; served on loopback.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Repository } from '@slipway/core/inventory';

export interface RpmBuild {
  readonly name: string;
  /** `epoch:version-release`. */
  readonly version: string;
  readonly architecture?: 'noarch' | 'x86_64';
  /** Further lines of the spec's head: `Requires: lib >= 2`. */
  readonly head?: readonly string[];
  readonly files?: readonly string[];
}

export interface RpmSite {
  readonly root: string;
  /** Of everything that is served; a change between two requests is seen. */
  readonly folder: (repository: string) => string;
  /** The path of an armoured key of this name. */
  makeKey(name: string): string;
  /** The file of a build, in this repository; signed by this key where one is named. */
  build(repository: string, what: RpmBuild, signedBy?: string): string;
  /** Lists what lies in it; signed by this key where one is named. */
  publish(repository: string, how?: Publishing): Repository;
  close(): void;
}

export interface Publishing {
  /** Whose signature `repomd.xml.asc` is; `null`: there is none. */
  readonly signedBy?: string | null;
  readonly options?: readonly string[];
  /** `modules.yaml`, `updateinfo.xml`. */
  readonly beside?: Readonly<Record<string, string>>;
  /** What the host says of it. */
  readonly told?: Partial<Repository>;
}

export const VENDOR = 'Vendor of Things';

export const openRpmSite = async (
  tls: { readonly key: string; readonly cert: string } | null = null,
): Promise<RpmSite> => {
  const root = mkdtempSync(join(tmpdir(), 'slipway-rpm-vendor-'));
  const home = join(root, 'gnupg');
  mkdirSync(home, { mode: 0o700 });
  const served = join(root, 'served');
  mkdirSync(served);
  const answer: RequestListener = (request, response) => {
    try {
      response.end(readFileSync(join(served, decodeURIComponent(request.url ?? '/'))));
    } catch {
      response.writeHead(404).end();
    }
  };
  const listener: Server = tls === null ? createServer(answer) : createTlsServer(tls, answer);
  listener.listen(0, '127.0.0.1');
  await new Promise((resolve) => listener.once('listening', resolve));
  const { port } = listener.address() as AddressInfo;
  const folder = (repository: string): string => join(served, repository);
  /** Building one takes a third of a second. */
  const made = new Map<string, string>();
  return {
    root,
    folder,
    makeKey(name) {
      const userId = `${name} (its packages) <packages@example.invalid>`;
      gpg(home, ['--quick-generate-key', userId, 'rsa2048', 'sign', 'never']);
      const path = join(root, `${name.replaceAll(' ', '-')}.asc`);
      writeFileSync(path, gpg(home, ['--armor', '--export', `=${userId}`]));
      return path;
    },
    build: (repository, what, signedBy) => {
      const target = join(folder(repository), 'Packages');
      mkdirSync(target, { recursive: true });
      const key = JSON.stringify([what, signedBy]);
      const built = made.get(key) ?? rpmbuild(root, what);
      if (!made.has(key) && signedBy !== undefined) sign(home, built, signedBy);
      made.set(key, built);
      const { version, release } = evr(what.version);
      const path = join(target, `${what.name}-${version}-${release}.${what.architecture ?? 'noarch'}.rpm`);
      copyFileSync(built, path);
      return path;
    },
    publish: (repository, how = {}) => {
      list(folder(repository), home, how);
      const scheme = tls === null ? 'http' : 'https';
      const uri = `${scheme}://${tls === null ? '127.0.0.1' : 'localhost'}:${port}/${repository}`;
      return { ...TOLD, ...how.told, uri };
    },
    close() {
      listener.close();
      execFileSync('gpgconf', ['--homedir', home, '--kill', 'gpg-agent']);
      rmSync(root, { recursive: true, force: true });
    },
  };
};

const TOLD: Omit<Repository, 'uri'> = {
  suite: 'things',
  components: [],
  origin: VENDOR,
  label: 'things',
  codename: '9',
  signedBy: null,
  lastRefreshedAt: null,
  refresh: 'fresh',
};

const gpg = (home: string, args: readonly string[]): Buffer =>
  execFileSync(
    'gpg',
    ['--homedir', home, '--batch', '--no-tty', '--yes', '--pinentry-mode', 'loopback', '--passphrase', '', ...args],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );

const evr = (text: string) => {
  const [, epoch = '0', version = '', release = ''] = /^(?:(\d+):)?(.+)-([^-]+)$/.exec(text) ?? [];
  return { epoch, version, release };
};

const rpmbuild = (
  root: string,
  { name, version, architecture = 'noarch', head = [], files = [] }: RpmBuild,
): string => {
  const top = mkdtempSync(join(root, 'build-'));
  const its = evr(version);
  const paths = [`/usr/share/${name}/version`, ...files];
  const spec = [
    ...[`Name: ${name}`, `Epoch: ${its.epoch}`, `Version: ${its.version}`, `Release: ${its.release}`],
    ...[
      'Summary: made for a test',
      'License: MIT',
      ...(architecture === 'noarch' ? ['BuildArch: noarch'] : []),
      ...head,
    ],
    ...['%description', 'Made for a test.', '%install'],
    ...paths.map(
      (path) => `mkdir -p "%{buildroot}$(dirname ${path})"; echo "${name} ${version}" > %{buildroot}${path}`,
    ),
    ...['%files', ...paths, ''],
  ];
  writeFileSync(join(top, 'made.spec'), spec.join('\n'));
  // Two builds of one version are one file, unless something in them differs.
  const define = [
    '_topdir',
    top,
    '_buildhost',
    'builder',
    'use_source_date_epoch_as_buildtime',
    '1',
    '_build_id_links',
    'none',
  ];
  const pairs = define.flatMap((word, at) => (at % 2 === 0 ? ['--define', `${word} ${define[at + 1]}`] : []));
  execFileSync('rpmbuild', ['-bb', '--target', architecture, ...pairs, join(top, 'made.spec')], {
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', HOME: top, SOURCE_DATE_EPOCH: '1700000000' },
    stdio: 'ignore',
  });
  const [made] = readdirSync(join(top, 'RPMS', architecture));
  return join(top, 'RPMS', architecture, made ?? '');
};

/** Debian's rpm has no path of gpg in its macros. */
const sign = (home: string, path: string, key: string): void => {
  const macros = ['__gpg /usr/bin/gpg', `_gpg_name ${key}`, '_gpg_digest_algo sha256'];
  execFileSync('rpmsign', [...macros.flatMap((macro) => ['--define', macro]), '--addsign', path], {
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', HOME: home, GNUPGHOME: home },
    stdio: 'ignore',
  });
};

const list = (folder: string, home: string, { signedBy = VENDOR, options = [], beside = {} }: Publishing): void => {
  mkdirSync(folder, { recursive: true });
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', HOME: home };
  rmSync(join(folder, 'repodata'), { recursive: true, force: true });
  execFileSync('createrepo_c', ['--quiet', '--no-database', ...options, folder], { env, stdio: 'ignore' });
  const repodata = join(folder, 'repodata');
  for (const [name, text] of Object.entries(beside)) {
    const path = join(folder, name);
    writeFileSync(path, text);
    execFileSync('modifyrepo_c', ['--mdtype', name.replace(/\..*$/, ''), path, repodata], { env, stdio: 'ignore' });
    rmSync(path);
  }
  if (signedBy !== null) signList(folder, home, signedBy);
};

const signList = (folder: string, home: string, key: string): void => {
  const index = join(folder, 'repodata', 'repomd.xml');
  gpg(home, ['-u', key, '--detach-sign', '--armor', '-o', `${index}.asc`, index]);
};
