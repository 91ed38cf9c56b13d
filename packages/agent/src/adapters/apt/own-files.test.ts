import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endWithout } from '@slipway/testkit/absence';
import type { DebHost, MadePackage } from '@slipway/testkit/deb-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AptOnHost, aptOnHost, PATCH_SET, target } from '../../../test/made-apt-host.ts';

// What a host itself has for its way back, by the real apt, dpkg and dpkg-repack.

let apt: AptOnHost;
let deb: DebHost;
beforeEach((context) => {
  apt = aptOnHost(context);
  deb = apt.deb;
});
afterEach(() => deb?.dispose());

describe('a file in the cache of apt', () => {
  const own = async (packages: readonly MadePackage[]) => {
    const { index, indexPath } = apt.patchSet(packages);
    const targets = [target('app', '1:1.1'), target('lib', '1.1')];
    const wish = { patchSetDigest: PATCH_SET, index, indexPath, targets, ownFiles: 'wanted' } as const;
    const proposal = await apt.observer().propose(wish);
    if (!proposal.ok) throw new Error(JSON.stringify(proposal.reason));
    expect(proposal.value.changes.map(({ name }) => name)).toEqual(['app', 'lib']);
    return proposal.value.ownFiles?.cached.map(({ name, version, file }) => [name, version, file.sha256]);
  };
  const cache = (made: MadePackage, name: string): void => {
    const folder = join(deb.root, 'var/cache/apt/archives');
    mkdirSync(folder, { recursive: true });
    copyFileSync(made.path, join(folder, name));
  };

  it('is told where an index of its own repositories names exactly it, and no other way', async () => {
    const old = [deb.make({ name: 'app', version: '1:1.0' }), deb.make({ name: 'lib', version: '1.0' })];
    deb.install(old);
    const [app, lib] = old as [MadePackage, MadePackage];
    const newer = [deb.make({ name: 'app', version: '1:1.1' }), deb.make({ name: 'lib', version: '1.1' })];
    cache(app, 'app_1%3a1.0_all.deb');
    cache(lib, 'lib_1.0_all.deb');
    // Nobody who is signed for says what they are.
    expect(await own(newer)).toEqual([]);
    const repository = deb.repository('own', [
      app,
      deb.make({ name: 'lib', version: '1.0', fields: { Section: 'x' } }),
    ]);
    writeFileSync(join(deb.folder, 'own.list'), `deb [trusted=yes] file:${repository} ./\n`);
    apt.set(`Dir::Etc::SourceList "${join(deb.folder, 'own.list')}";`, 'Dir::Etc::SourceParts "/dev/null";');
    expect(await apt.observer().refreshMetadata()).toEqual({ ok: true, value: undefined });
    expect(await own(newer)).toEqual([['app', '1:1.0', `sha256:${app.sha256}`]]);
    // What the patch set has kept is fetched from there.
    expect(await own([...old, ...newer])).toEqual([]);
    const path = apt.executor().own?.cachedPath(target('app', '1:1.0')) ?? '';
    expect(readFileSync(path)).toEqual(readFileSync(app.path));
  }, 120_000);
});

describe('a package made anew', () => {
  beforeEach((context) => {
    if (!existsSync('/usr/bin/dpkg-repack')) endWithout('this machine has no dpkg-repack', context);
  });
  const FILES = {
    '/usr/share/app/data': 'data\n',
    '/usr/share/doc/app/copying': 'free\n',
    '/etc/app.conf': 'packaged\n',
  };
  const install = (): void => deb.install([deb.make({ name: 'app', version: '1.0', files: FILES })]);
  const rebuild = async () => await apt.executor().own?.rebuild(target('app', '1.0'), join(deb.folder, 'rebuild'));
  const contentOf = (path: string, of: string): string =>
    execFileSync('/usr/bin/tar', ['-xO', `.${of}`], {
      input: execFileSync('/usr/bin/dpkg-deb', ['--fsys-tarfile', path]),
      encoding: 'utf8',
    });

  it('has what was installed, with its configuration as the host has it now', async () => {
    install();
    writeFileSync(join(deb.root, 'etc/app.conf'), 'changed here\n');
    const made = await rebuild();
    if (made?.ok !== true) throw new Error(JSON.stringify(made));
    expect(contentOf(made.value, '/usr/share/app/data')).toBe('data\n');
    expect(contentOf(made.value, '/etc/app.conf')).toBe('changed here\n');
  }, 60_000);

  it('is none where a file is not as it was installed, or is gone', async () => {
    install();
    writeFileSync(join(deb.root, 'usr/share/app/data'), 'damaged\n');
    const refused = {
      ok: false,
      reason: { code: 'way-back-not-rebuilt', facts: { package: 'app', version: '1.0' } },
    };
    expect(await rebuild()).toMatchObject(refused);
    execFileSync('/bin/rm', [join(deb.root, 'usr/share/app/data')]);
    expect(await rebuild()).toMatchObject(refused);
  }, 60_000);

  it('is none where dpkg has lost the digests by which it could be proven', async () => {
    deb.install([deb.make({ name: 'app', version: '1.0', files: FILES, fields: { 'Installed-Size': '3' } })]);
    writeFileSync(join(deb.dpkgAdminDirectory, 'info/app.md5sums'), '');
    expect(await rebuild()).toMatchObject({
      ok: false,
      reason: { code: 'way-back-not-rebuilt', facts: { detail: expect.stringContaining('no digests') } },
    });
  }, 60_000);

  it('lacks what the host never unpacks, which is no fault of it', async () => {
    mkdirSync(join(deb.root, 'etc/dpkg/dpkg.cfg.d'), { recursive: true });
    writeFileSync(join(deb.root, 'etc/dpkg/dpkg.cfg.d/slim'), 'path-exclude=/usr/share/doc/*\n');
    install();
    execFileSync('/bin/rm', ['-r', join(deb.root, 'usr/share/doc/app')]);
    expect(await rebuild()).toMatchObject({ ok: true });
  }, 60_000);
});
