// Files of packages that the real dpkg and the real rpm have unpacked, and what may have become of them since.

import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aptOnHost } from '../../../test/made-apt-host.ts';
import { dnfOnHost } from '../../../test/made-dnf-host.ts';
import type { PackageFiles } from '../../ports/index.ts';
import { createDpkgRecords, DPKG_BESIDE } from '../apt/index.ts';
import { createRpmRecords, RPM_BESIDE } from '../dnf/index.ts';
import { runCommand } from '../run-command/index.ts';
import { createPackageFiles } from './index.ts';

interface Host {
  readonly root: string;
  readonly files: PackageFiles;
  readonly architecture: string;
  readonly install: (name: string, version: string, files: Readonly<Record<string, string>>) => void;
  readonly dispose: () => void;
}

type Skips = Parameters<typeof aptOnHost>[0];

const debian = (context: Skips): Host => {
  const { deb } = aptOnHost(context);
  const { root, dpkgAdminDirectory } = deb;
  return {
    root,
    files: createPackageFiles({
      recorded: createDpkgRecords({ dpkgAdminDirectory, root }),
      besideEndings: DPKG_BESIDE,
      root,
    }),
    architecture: 'all',
    install: (name, version, files) => deb.install([deb.make({ name, version, files })]),
    dispose: deb.dispose,
  };
};

const redHat = (context: Skips): Host => {
  const { rpm } = dnfOnHost(context);
  const { root, environment } = rpm;
  return {
    root,
    files: createPackageFiles({
      recorded: createRpmRecords({ run: runCommand, host: { root, environment } }),
      besideEndings: RPM_BESIDE,
      root,
    }),
    architecture: 'noarch',
    install: (name, version, files) => rpm.install([rpm.make({ name, version, files })]),
    dispose: rpm.dispose,
  };
};

describe.each([
  ['dpkg', debian],
  ['rpm', redHat],
] as const)('files that %s has unpacked (C04)', (_name, make) => {
  let host: Host | null = null;
  afterEach(() => {
    host?.dispose();
    host = null;
  });
  const FILES = { '/usr/lib/app/one': 'one\n'.repeat(5000), '/usr/lib/app/two': 'two\n', '/etc/app.conf': 'a = 1\n' };
  const installed = (context: Skips): Host => {
    const made = make(context);
    host = made;
    made.install('app', '1.0-1', FILES);
    made.install('other', '1.0-1', { '/usr/lib/other': 'other\n' });
    return made;
  };
  const differing = async ({ files, architecture }: Host, ...names: readonly string[]) =>
    await files.differing(names.map((name) => ({ name, architecture })));

  it('lie below a folder in the share that the package manager has noted', async (context) => {
    const { files, architecture, install } = installed(context);
    install('suite', '1.0-1', { '/opt/suite/one': 'one\n', '/opt/suite/two': 'two\n', '/usr/bin/suite': 'three\n' });
    const named = ['app', 'suite'].map((name) => ({ name, architecture }));
    expect(await files.shareBelow('/opt', named)).toEqual({ ok: true, value: 2 / 5 });
    expect(await files.shareBelow('/opt/sui', named)).toEqual({ ok: true, value: 0 });
    expect(await files.shareBelow('/opt', [])).toEqual({ ok: true, value: 0 });
  });

  it('are as they were, and what people edit is left out', async (context) => {
    const here = installed(context);
    writeFileSync(join(here.root, 'etc/app.conf'), 'a = 2\n');
    chmodSync(join(here.root, 'usr/lib/app/two'), 0o600);
    utimesSync(join(here.root, 'usr/lib/app/two'), 1, 1);
    expect(await differing(here, 'app', 'other')).toEqual({ ok: true, value: [] });
  });

  it('are told with their package where one was cut short, written over or lost', async (context) => {
    const here = installed(context);
    truncateSync(join(here.root, 'usr/lib/app/one'), 4096);
    rmSync(join(here.root, 'usr/lib/app/two'));
    writeFileSync(join(here.root, 'usr/lib/other'), 'othes\n');
    expect(await differing(here, 'app', 'other')).toEqual({
      ok: true,
      value: [
        { package: 'app', path: '/usr/lib/app/one', how: 'differs' },
        { package: 'app', path: '/usr/lib/app/two', how: 'missing' },
        { package: 'other', path: '/usr/lib/other', how: 'differs' },
      ],
    });
    expect(await differing(here, 'other')).toMatchObject({ value: [{ package: 'other' }] });
  });

  it('of no package are none', async (context) => {
    expect(await differing(installed(context))).toEqual({ ok: true, value: [] });
  });

  it('of another kind than a file cannot be read', async (context) => {
    const here = installed(context);
    rmSync(join(here.root, 'usr/lib/other'));
    mkdirSync(join(here.root, 'usr/lib/other'));
    expect(await differing(here, 'other')).toMatchObject({ value: [{ path: '/usr/lib/other', how: 'unreadable' }] });
  });
});

describe('other versions beside configuration files', () => {
  let folder: string;
  let files: PackageFiles;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-beside-'));
    mkdirSync(join(folder, 'etc/real'), { recursive: true });
    files = createPackageFiles({ recorded: async () => [], besideEndings: DPKG_BESIDE, root: folder });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const lay = (path: string) => writeFileSync(join(folder, path), 'x\n');
  const conffile = (path: string) => ({ package: 'app', path, decision: 'keep' as const });
  const found = async (...paths: readonly string[]) => {
    const left = await files.leftBeside(paths.map(conffile));
    if (!left.ok) throw new Error(left.reason.code);
    return left.value.map(({ path, beside }) => [path, ...beside.map((one) => one.path)]);
  };

  it('are found by the endings of the package manager alone, in the order of the plan', async () => {
    for (const path of [
      'etc/b.conf',
      'etc/b.conf.dpkg-dist',
      'etc/b.conf.dpkg-old',
      'etc/a.conf',
      'etc/a.conf.dpkg-new',
    ])
      lay(path);
    for (const path of ['etc/c.conf', 'etc/c.conf.orig', 'etc/c.conf~', 'etc/c.conf.rpmnew']) lay(path);
    expect(await found('/etc/b.conf', '/etc/a.conf', '/etc/c.conf')).toEqual([
      ['/etc/b.conf', '/etc/b.conf.dpkg-dist', '/etc/b.conf.dpkg-old'],
      ['/etc/a.conf', '/etc/a.conf.dpkg-new'],
    ]);
  });

  it('are found where the file itself is gone, and none where its folder is', async () => {
    lay('etc/gone.conf.dpkg-dist');
    lay('etc/file');
    expect(await found('/etc/gone.conf', '/etc/no/such.conf', '/etc/file/below.conf')).toEqual([
      ['/etc/gone.conf', '/etc/gone.conf.dpkg-dist'],
    ]);
  });

  it('are found beside what a link leads to, where dpkg leaves them', async () => {
    lay('etc/real/app.conf');
    lay('etc/real/app.conf.dpkg-dist');
    symlinkSync('real/app.conf', join(folder, 'etc/app.conf'));
    symlinkSync('loop.conf', join(folder, 'etc/loop.conf'));
    expect(await found('/etc/app.conf', '/etc/loop.conf')).toEqual([['/etc/app.conf', '/etc/real/app.conf.dpkg-dist']]);
  });

  it('say since when they lie there, whatever the package says of their age', async () => {
    const before = Date.now() - 60_000;
    lay('etc/a.conf.dpkg-dist');
    utimesSync(join(folder, 'etc/a.conf.dpkg-dist'), 1, 1);
    const left = await files.leftBeside([conffile('/etc/a.conf')]);
    expect(left.ok && Date.parse(left.value[0]?.beside[0]?.since ?? '')).toBeGreaterThan(before);
  });

  it('are unknown where a name is longer than any file system takes', async () => {
    expect(await files.leftBeside([conffile(`/etc/${'x'.repeat(300)}`)])).toMatchObject({
      ok: false,
      reason: { code: 'left-beside-unknown' },
    });
  });
});

describe("what dpkg's own settings say of files", () => {
  const withDeb = async (
    context: Skips,
    act: (deb: ReturnType<typeof aptOnHost>['deb'], files: PackageFiles) => Promise<void>,
  ): Promise<void> => {
    const { deb } = aptOnHost(context);
    const { root, dpkgAdminDirectory } = deb;
    try {
      await act(
        deb,
        createPackageFiles({
          recorded: createDpkgRecords({ dpkgAdminDirectory, root }),
          besideEndings: DPKG_BESIDE,
          root,
        }),
      );
    } finally {
      deb.dispose();
    }
  };
  const APP = [{ name: 'app', architecture: 'all' }];

  it('holds where a file is not unpacked at all', async (context) => {
    await withDeb(context, async (deb, files) => {
      const doc = { '/usr/share/doc/app/copyright': 'mine\n', '/usr/share/doc/app/long': 'x\n' };
      deb.install([deb.make({ name: 'app', version: '1', files: { ...doc, '/usr/lib/app': 'x\n' } })]);
      rmSync(join(deb.root, 'usr/share/doc/app/long'));
      expect(await files.differing(APP)).toMatchObject({
        value: [{ path: '/usr/share/doc/app/long', how: 'missing' }],
      });
      mkdirSync(join(deb.root, 'etc/dpkg/dpkg.cfg.d'), { recursive: true });
      writeFileSync(
        join(deb.root, 'etc/dpkg/dpkg.cfg.d/docker'),
        '# as images have it\npath-exclude /usr/share/doc/*\npath-include=/usr/share/doc/*/copyright\n',
      );
      expect(await files.differing(APP)).toEqual({ ok: true, value: [] });
      writeFileSync(join(deb.root, 'usr/share/doc/app/copyright'), 'yours\n');
      expect(await files.differing(APP)).toMatchObject({ value: [{ how: 'differs' }] });
    });
  });

  it('holds where a file was sent elsewhere', async (context) => {
    await withDeb(context, async (deb, files) => {
      const diversion = ['/usr/lib/app', '/usr/lib/app.distrib', 'wrapper'];
      writeFileSync(join(deb.dpkgAdminDirectory, 'diversions'), `${diversion.join('\n')}\n`);
      deb.install([deb.make({ name: 'app', version: '1', files: { '/usr/lib/app': 'x\n' } })]);
      deb.install([deb.make({ name: 'wrapper', version: '1', files: { '/usr/lib/app': 'wrapped\n' } })]);
      const both = [...APP, { name: 'wrapper', architecture: 'all' }];
      expect(await files.differing(both)).toEqual({ ok: true, value: [] });
      writeFileSync(join(deb.root, 'usr/lib/app.distrib'), 'y\n');
      expect(await files.differing(both)).toMatchObject({ value: [{ package: 'app', path: '/usr/lib/app.distrib' }] });
    });
  });

  it('is refused where a list of digests was cut itself', async (context) => {
    await withDeb(context, async (deb, files) => {
      deb.install([deb.make({ name: 'app', version: '1', files: { '/usr/lib/app': 'x\n' } })]);
      truncateSync(join(deb.dpkgAdminDirectory, 'info/app.md5sums'), 20);
      expect(await files.differing(APP)).toMatchObject({ ok: false, reason: { code: 'files-unknown' } });
    });
  });
});
