import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackagedConffile } from '@slipway/core/patch-set';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AptOnHost, aptOnHost, target } from '../../../test/made-apt-host.ts';

// What dpkg asks about, held against dpkg itself: every case in one package, whose installation says which of them it met.

const BEFORE = [null, 'a'] as const;
const LYING = [null, 'a', 'b', 'c'] as const;
const COMING = ['a', 'b', 'taken', null] as const;

const CASES = BEFORE.flatMap((before) =>
  LYING.flatMap((lying) =>
    COMING.map((coming) => ({ before, lying, coming, path: `/etc/case-${before}-${lying}-${coming}` })),
  ),
);

const filesOf = (side: 'before' | 'coming'): Record<string, string> =>
  Object.fromEntries(
    CASES.flatMap((one) => {
      const content = one[side];
      return content === null || content === 'taken' ? [] : [[one.path, `${content}\n`] as const];
    }),
  );

const md5 = (content: string): string => `md5:${createHash('md5').update(content).digest('hex')}`;

describe('configuration files, with what the new package brings of them', () => {
  let apt: AptOnHost;
  beforeEach((context) => {
    apt = aptOnHost(context);
  });
  afterEach(() => apt?.deb.dispose());

  it('are named exactly where dpkg itself finds two, for whatever was shipped, lies there and comes (C10)', async () => {
    const { deb } = apt;
    deb.install([deb.make({ name: 'app', version: '1.0', files: filesOf('before') })]);
    for (const { path, lying } of CASES) {
      rmSync(join(deb.root, path), { force: true });
      if (lying !== null) writeFileSync(join(deb.root, path), `${lying}\n`);
    }
    const taken = CASES.filter(({ coming, before }) => coming === 'taken' && before !== null).map(({ path }) => path);
    const newer = deb.make({
      ...{ name: 'app', version: '1.1', files: filesOf('coming') },
      removedConffiles: taken,
    });
    const files: readonly PackagedConffile[] = [
      ...Object.entries(filesOf('coming')).map(([path, content]) => ({ path, hash: md5(content) })),
      ...taken.map((path) => ({ path, hash: null })),
    ];
    const proposal = await apt.propose([newer], [target('app', '1.1')], {
      conffiles: [{ name: 'app', architecture: 'all', version: '1.1', files }],
    });
    const named = proposal.conffiles.map(({ path }) => path).sort();

    const forces = ['--force-confdef', '--force-confold', '--force-script-chrootless'];
    const ran = spawnSync('/usr/bin/dpkg', [`--root=${deb.root}`, ...forces, '--install', newer.path], {
      encoding: 'utf8',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' },
    });
    expect(ran.status).toBe(0);
    const asked = [...`${ran.stdout}${ran.stderr}`.matchAll(/^Configuration file '([^']+)'/gm)].map(
      ([, path = '']) => path,
    );
    const moved = taken.filter((path) => existsSync(join(deb.root, `${path}.dpkg-old`)));
    expect(named).toEqual([...asked, ...moved].sort());
    // Neither of the two sides is empty (dpkg 1.21).
    expect([asked.length, moved.length]).toEqual([6, 2]);
    for (const { path, lying } of CASES.filter((one) => asked.includes(one.path))) {
      const content = existsSync(join(deb.root, path)) ? readFileSync(join(deb.root, path), 'utf8') : null;
      expect([path, content]).toEqual([path, lying === null ? null : `${lying}\n`]);
    }
  });

  it('count as they were shipped by the package that brought them before', async () => {
    const { deb } = apt;
    deb.install([
      deb.make({ name: 'app', version: '1.0' }),
      deb.make({ name: 'app-common', version: '1.0', files: { '/etc/untouched': 'a\n', '/etc/changed': 'a\n' } }),
    ]);
    writeFileSync(join(deb.root, 'etc/changed'), 'c\n');
    const moved = { '/etc/untouched': 'b\n', '/etc/changed': 'b\n' };
    const newer = deb.make({ name: 'app', version: '1.1', files: moved, fields: { Replaces: 'app-common' } });
    const files = Object.entries(moved).map(([path, content]) => ({ path, hash: md5(content) }));
    const proposal = await apt.propose([newer], [target('app', '1.1')], {
      conffiles: [{ name: 'app', architecture: 'all', version: '1.1', files }],
    });
    expect(proposal.conffiles).toEqual([{ package: 'app', path: '/etc/changed' }]);
  });

  it('are every changed one of a version of which nobody knows what it brings', async () => {
    const { deb } = apt;
    const same = { '/etc/app.conf': 'a\n' };
    deb.install([deb.make({ name: 'app', version: '1.0', files: same })]);
    writeFileSync(join(deb.root, 'etc/app.conf'), 'c\n');
    const newer = deb.make({ name: 'app', version: '1.1', files: same });
    const told = async (version: string) => {
      const files = [{ path: '/etc/app.conf', hash: md5('a\n') }];
      const conffiles = [{ name: 'app', architecture: 'all', version, files }];
      return (await apt.propose([newer], [target('app', '1.1')], { conffiles })).conffiles;
    };
    expect(await told('1.1')).toEqual([]);
    expect(await told('1.0')).toEqual([{ package: 'app', path: '/etc/app.conf' }]);
  });

  it('that cannot be read count as changed, unless the package brings what it brought', async () => {
    const { deb } = apt;
    deb.install([deb.make({ name: 'app', version: '1.0', files: { '/etc/a': 'a\n', '/etc/b': 'a\n' } })]);
    for (const path of ['etc/a', 'etc/b']) {
      rmSync(join(deb.root, path));
      // A folder in its place: root reads every file.
      execFileSync('/bin/mkdir', [join(deb.root, path)]);
    }
    const coming = { '/etc/a': 'a\n', '/etc/b': 'b\n' };
    const newer = deb.make({ name: 'app', version: '1.1', files: coming });
    const files = Object.entries(coming).map(([path, content]) => ({ path, hash: md5(content) }));
    const conffiles = [{ name: 'app', architecture: 'all', version: '1.1', files }];
    expect((await apt.propose([newer], [target('app', '1.1')], { conffiles })).conffiles).toEqual([
      { package: 'app', path: '/etc/b' },
    ]);
  });
});
