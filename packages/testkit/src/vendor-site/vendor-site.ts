// A vendor's repository as a vendor makes one: indexes packed and hashed in a Release file that a real gpg signs, served on
// loopback.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Repository } from '@slipway/core/inventory';

export interface VendorSite {
  /** What is served. */
  readonly root: string;
  /** The path of a keyring with a new key of this name; `vendor` signs. */
  makeKey(name: string): string;
  /** Of one component, with these further fields in its Release file; suite `stable` unless given. */
  publish(name: string, packages: string, release?: Readonly<Record<string, string>>, suite?: string): Repository;
  close(): void;
}

export const openVendorSite = async (): Promise<VendorSite> => {
  const root = mkdtempSync(join(tmpdir(), 'slipway-vendor-'));
  const home = join(root, 'gnupg');
  mkdirSync(home, { mode: 0o700 });
  const listener = createServer((request, response) => {
    try {
      response.end(readFileSync(join(root, decodeURIComponent(request.url ?? '/'))));
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => listener.once('listening', resolve));
  const site = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  return {
    root,
    makeKey(name) {
      gpg(home, ['--quick-generate-key', `${name} <${name}@example.invalid>`, 'ed25519', 'sign', 'never']);
      const path = join(root, `${name}.gpg`);
      writeFileSync(path, gpg(home, ['--export', name]));
      return path;
    },
    publish(name, packages, release = {}, suite = 'stable') {
      writeRepository({ folder: join(root, name, 'dists', suite), home, packages, release });
      return { ...REPOSITORY, suite, uri: `${site}/${name}` };
    },
    close() {
      listener.close();
      execFileSync('gpgconf', ['--homedir', home, '--kill', 'gpg-agent']);
      rmSync(root, { recursive: true, force: true });
    },
  };
};

const REPOSITORY: Omit<Repository, 'uri' | 'suite'> = {
  components: ['main'],
  origin: '',
  label: '',
  codename: '',
  signedBy: null,
  lastRefreshedAt: null,
  refresh: 'fresh',
};

const gpg = (home: string, args: readonly string[]): Buffer => {
  const quietly = ['--homedir', home, '--batch', '--no-tty', '--quiet', '--pinentry-mode', 'loopback'];
  return execFileSync('gpg', [...quietly, '--passphrase', '', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
};

const writeRepository = (given: {
  readonly folder: string;
  readonly home: string;
  readonly packages: string;
  readonly release: Readonly<Record<string, string>>;
}): void => {
  const { folder, home, packages, release } = given;
  const packed = gzipSync(packages);
  mkdirSync(join(folder, 'main', 'binary-amd64'), { recursive: true });
  writeFileSync(join(folder, 'main', 'binary-amd64', 'Packages.gz'), packed);
  const hash = createHash('sha256').update(packed).digest('hex');
  const lines = Object.entries({
    Origin: 'Vendor',
    Label: 'Vendor-Security',
    Codename: 'stable',
    Date: 'Sun, 31 May 2026 10:00:00 UTC',
    ...release,
  });
  const text = `${lines.map(([key, value]) => `${key}: ${value}\n`).join('')}SHA256:\n ${hash} ${packed.byteLength} main/binary-amd64/Packages.gz\n`;
  writeFileSync(join(folder, 'Release'), text);
  gpg(home, ['--yes', '-u', 'vendor', '--clearsign', '-o', join(folder, 'InRelease'), join(folder, 'Release')]);
};
