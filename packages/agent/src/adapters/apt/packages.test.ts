import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DebHost } from '@slipway/testkit/deb-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AptOnHost, aptOnHost } from '../../../test/made-apt-host.ts';

describe('readPackages', () => {
  let apt: AptOnHost;
  let deb: DebHost;
  beforeEach((context) => {
    apt = aptOnHost(context);
    deb = apt.deb;
  });
  afterEach(() => deb?.dispose());

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
    expect(await apt.executor().repair()).toEqual({ ok: true, value: undefined });
    expect(await apt.observer().readPackages()).toMatchObject({ value: { packages: [{ state: 'installed' }] } });
  });

  it('says that a database cannot be read, and never that it is empty', async () => {
    writeFileSync(join(deb.dpkgAdminDirectory, 'status'), 'this is no status file\n');
    expect(await apt.observer().readPackages()).toMatchObject({
      ok: false,
      reason: { code: 'package-database-broken' },
    });
  });
});
