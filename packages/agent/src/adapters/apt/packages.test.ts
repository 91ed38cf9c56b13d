import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asDigest } from '@slipway/core/ids';
import type { DebHost, MadePackage } from '@slipway/testkit/deb-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AptOnHost, aptOnHost } from '../../../test/made-apt-host.ts';

const PLATFORM = { distribution: 'debian', release: 'bookworm', architecture: 'amd64' } as const;

describe('readPackages', () => {
  let apt: AptOnHost;
  let deb: DebHost;
  beforeEach((context) => {
    apt = aptOnHost(context);
    deb = apt.deb;
  });
  afterEach(() => deb?.dispose());

  const fileOf = ({ sha256, sizeBytes }: MadePackage) => ({ sha256: asDigest(`sha256:${sha256}`), sizeBytes });
  const staged = (packages: readonly MadePackage[]) => ({
    directory: deb.repository('staged', packages),
    index: { platform: PLATFORM, digest: asDigest(`sha256:${'0'.repeat(64)}`), sizeBytes: 0 },
    files: packages.map(fileOf),
  });

  it('reads versions, sources, states, marks and holds as they are', async () => {
    deb.install([
      deb.make({ name: 'lib', version: '1:2.0-1', fields: { Source: 'libsource (1:2.0-0)' } }),
      deb.make({ name: 'app', version: '1.0' }),
      deb.make({ name: 'gone', version: '1.0', files: { '/etc/gone.conf': 'x\n' } }),
    ]);
    deb.dpkg('--remove', 'gone');
    apt.hold('app');
    apt.markAutomatic('lib');
    const read = await apt.observer().readPackages();
    expect(read).toMatchObject({
      ok: true,
      value: {
        packages: [
          { name: 'app', version: '1.0', sourceName: 'app', sourceVersion: '1.0', automatic: false, held: true },
          {
            name: 'lib',
            architecture: 'all',
            version: '1:2.0-1',
            sourceName: 'libsource',
            sourceVersion: '1:2.0-0',
            state: 'installed',
            automatic: true,
            held: false,
          },
        ],
        database: { state: 'whole' },
      },
    });
  });

  it('sees a package that was only unpacked, and a journal that dpkg did not put away', async () => {
    deb.install([deb.make({ name: 'app', version: '1.0' })]);
    writeFileSync(join(deb.dpkgAdminDirectory, 'updates/0001'), '');
    expect(await apt.observer().readPackages()).toMatchObject({ value: { database: { state: 'interrupted' } } });
    deb.dpkg('--unpack', deb.make({ name: 'app', version: '1.1' }).path);
    expect(await apt.observer().readPackages()).toMatchObject({
      value: { packages: [{ state: 'unpacked', version: '1.1' }], database: { state: 'interrupted' } },
    });
    expect(await apt.executor().repair(null)).toEqual({ ok: true, value: undefined });
    expect(await apt.observer().readPackages()).toMatchObject({ value: { packages: [{ state: 'installed' }] } });
  });

  it('repairs what was cut between unpacked and whole, at its new version already', async () => {
    const [before, after] = [
      deb.make({ name: 'app', version: '1.0', files: { '/usr/share/app': 'old\n' } }),
      deb.make({ name: 'app', version: '1.1', files: { '/usr/share/app': 'new\n' } }),
    ];
    deb.install([before]);
    deb.dpkg('--unpack', after.path);
    const status = join(deb.dpkgAdminDirectory, 'status');
    writeFileSync(status, readFileSync(status, 'utf8').replace('install ok unpacked', 'install reinstreq unpacked'));
    // Cut while its files were still being written.
    writeFileSync(join(deb.root, 'usr/share/app'), '');
    const wanted = [{ name: 'app', architecture: 'all', version: '1.1', file: fileOf(after) }];
    expect(await apt.executor().repair({ staged: staged([after]), wanted })).toEqual({ ok: true, value: undefined });
    expect(readFileSync(join(deb.root, 'usr/share/app'), 'utf8')).toBe('new\n');
    expect(await apt.observer().readPackages()).toMatchObject({
      value: { packages: [{ state: 'unpacked', version: '1.1' }] },
    });
    // The exact transaction, which comes next, has nothing left to do but this.
    deb.dpkg('--configure', '-a');
    expect(await apt.observer().readPackages()).toMatchObject({ value: { database: { state: 'whole' } } });
  });

  it('says that a database cannot be read, and never that it is empty', async () => {
    writeFileSync(join(deb.dpkgAdminDirectory, 'status'), 'this is no status file\n');
    expect(await apt.observer().readPackages()).toMatchObject({
      ok: false,
      reason: { code: 'package-database-broken' },
    });
  });
});
