import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildRpm } from '../src/made-rpm/index.ts';
import { buildPackage } from '../src/repository/build-package.ts';
import { packagesIndex, releaseText } from '../src/repository/index-files.ts';
import { demoApp, demoAppRpm, demoAppVersions } from '../src/repository/made-packages.ts';
import { serveFiles } from '../src/repository/serve.ts';
import { runOk } from '../src/run.ts';

const TIMEOUT = { timeoutMs: 30_000 };
let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'slipway-lab-repository-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const sha256 = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

test('the same definition gives the same file, byte for byte, at another time and place', async () => {
  const one = await buildPackage(demoApp('1.0'), join(directory, 'one'));
  const other = await buildPackage(demoApp('1.0'), join(directory, 'other'));
  expect(await sha256(one)).toBe(await sha256(other));
});

test.each(Object.values(demoAppVersions))('dpkg-deb reads version %s as it was meant', async (version) => {
  const file = await buildPackage(demoApp(version), directory);
  expect(await runOk(['dpkg-deb', '-f', file, 'Package', 'Version', 'Architecture', 'Depends'], TIMEOUT)).toBe(
    `Package: slipway-demo-app\nVersion: ${version}\nArchitecture: all\nDepends: socat\n`,
  );
  const listing = await runOk(['dpkg-deb', '--contents', file], TIMEOUT);
  expect(listing).toMatch(/^-rwxr-xr-x root\/root .* \.\/usr\/lib\/slipway-demo-app\/serve$/m);
  expect(listing).toMatch(/^-rw-r--r-- root\/root .* \.\/etc\/slipway-demo-app\/app\.conf$/m);
  const conffiles = ['app.conf', ...(version === demoAppVersions.conffile ? ['colour.conf'] : [])];
  expect(await runOk(['dpkg-deb', '-I', file, 'conffiles'], TIMEOUT)).toBe(
    conffiles.map((name) => `/etc/slipway-demo-app/${name}\n`).join(''),
  );
});

test('the same definition gives the same .rpm, byte for byte, and rpm reads it as it was meant', async () => {
  const one = await buildRpm(demoAppRpm('1.4'), join(directory, 'one'));
  const other = await buildRpm(demoAppRpm('1.4'), join(directory, 'other'));
  expect(await sha256(one)).toBe(await sha256(other));
  const format =
    '%{NAME} %{EPOCHNUM}:%{VERSION}-%{RELEASE} %{ARCH}\n[%{FILENAMES} %{FILEMODES:perms} %{FILEFLAGS:fflags}\n]';
  expect(await runOk(['rpm', '-qp', '--queryformat', format, one], TIMEOUT)).toBe(
    [
      'slipway-demo-app 0:1.4-1 noarch',
      '/etc/slipway-demo-app/app.conf -rw-r--r-- cn',
      '/etc/slipway-demo-app/colour.conf -rw-r--r-- cn',
      '/usr/lib/slipway-demo-app/answer -rwxr-xr-x ',
      '/usr/lib/slipway-demo-app/serve -rwxr-xr-x ',
      '/usr/lib/systemd/system/slipway-demo-app.service -rw-r--r-- ',
      '',
    ].join('\n'),
  );
  expect(await runOk(['rpm', '-qp', '--requires', one], TIMEOUT)).toContain('socat\n');
});

test('every script of every made package is one that sh accepts', async () => {
  for (const version of Object.values(demoAppVersions)) {
    const { files, maintainerScripts } = demoApp(version);
    const scripts = [...files.map(({ content }) => String(content)), ...Object.values(maintainerScripts)];
    const scriptlets = Object.values(demoAppRpm(version).scriptlets);
    for (const script of [...scripts.filter((each) => each.startsWith('#!/bin/sh')), ...scriptlets]) {
      expect(await runOk(['sh', '-n'], { ...TIMEOUT, input: script })).toBe('');
    }
  }
});

test('only the version for it waits, fails or changes its conffile', () => {
  const text = (version: (typeof demoAppVersions)[keyof typeof demoAppVersions]) => JSON.stringify(demoApp(version));
  const failing: ReadonlySet<string> = new Set([demoAppVersions.failing, demoAppVersions.picky]);
  for (const version of Object.values(demoAppVersions)) {
    expect(text(version).includes('/continue')).toBe(version === demoAppVersions.waiting);
    expect(text(version).includes('exit 78')).toBe(failing.has(version));
    expect(text(version).includes('/site.conf')).toBe(version === demoAppVersions.picky);
    expect(text(version).includes('COLOUR')).toBe(version === demoAppVersions.conffile);
  }
});

test('the index is in one order and carries size and digest', () => {
  const entry = (name: string) => ({
    control: `Package: ${name}\n`,
    filename: `pool/${name}.deb`,
    size: 7,
    sha256: 'ab',
  });
  expect(packagesIndex([entry('b'), entry('a')])).toBe(
    'Package: a\nFilename: pool/a.deb\nSize: 7\nSHA256: ab\n\nPackage: b\nFilename: pool/b.deb\nSize: 7\nSHA256: ab\n',
  );
  expect(packagesIndex([])).toBe('');
});

test('the Release file names who publishes and the digest of every index', () => {
  const content = Buffer.from('hello\n');
  const files = [{ path: 'main/binary-amd64/Packages', content }];
  const text = releaseText({ architecture: 'amd64', date: new Date('2026-11-21T07:08:09Z'), files });
  expect(text).toContain('Origin: Slipway-Lab\nLabel: Slipway-Lab-Security\n');
  expect(text).toContain('Date: Sat, 21 Nov 2026 07:08:09 UTC\n');
  expect(text).toContain(
    'SHA256:\n 5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03 6 main/binary-amd64/Packages\n',
  );
});

/** As it stands in the request line: fetch would tidy `..` away before anybody could be tried with it. */
async function statusOf(port: number, path: string, method = 'GET'): Promise<number> {
  const sent = request({ host: '127.0.0.1', port, path, method });
  sent.end();
  const [response] = await once(sent, 'response');
  response.resume();
  return response.statusCode;
}

test('files are served, and there is no way out of the folder', async () => {
  const open = join(directory, 'public');
  await mkdir(join(open, 'pool'), { recursive: true });
  await writeFile(join(open, 'pool/a+b.deb'), 'package');
  await writeFile(join(directory, 'secret'), 'key');
  await symlink(join(directory, 'secret'), join(open, 'link'));
  const listener = serveFiles(open).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  expect(await (await fetch(`http://127.0.0.1:${port}/pool/a%2bb.deb`)).text()).toBe('package');
  expect(await statusOf(port, '/pool/a+b.deb', 'HEAD')).toBe(200);
  for (const path of ['/../secret', '/%2e%2e/secret', '/pool/..%2f..%2fsecret', '/link', '/pool', '/none', '/%zz']) {
    expect([path, await statusOf(port, path)]).toEqual([path, 404]);
  }
  expect(await statusOf(port, '/pool/a+b.deb', 'PUT')).toBe(405);
  listener.close();
});
