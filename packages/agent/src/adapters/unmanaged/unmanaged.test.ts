import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { asInstant } from '@slipway/core/time';
import { endWithout } from '@slipway/testkit/absence';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileOwners } from '../../ports/index.ts';
import { durableFiles } from '../durable-files/index.ts';
import { lookAtFlatpaks, lookAtSnaps } from './bundles.ts';
import { lookAtContainers } from './containers.ts';
import { createSoftwareObserver, lookAtSoftware, readSoftwareReport, writeSoftwareReport } from './index.ts';
import { listed, listingOf } from './listing.ts';
import { remoteMountsIn, walkFolders } from './walk.ts';

const NOW = asInstant('2026-11-21T08:00:00.000Z');
const clock = { now: () => NOW };
const nobody: FileOwners = async () => new Map();

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'unmanaged-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const lay = (path: string, content: unknown = '', mode = 0o644): string => {
  const at = join(root, path);
  mkdirSync(dirname(at), { recursive: true });
  writeFileSync(at, typeof content === 'string' ? content : JSON.stringify(content));
  chmodSync(at, mode);
  return at;
};
const link = (path: string, to: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(to, join(root, path));
};

describe('the walk', () => {
  it('finds what can be run, and follows links of files to where they lie', async () => {
    const expected = [lay('opt/maker/bin/tool', 'x', 0o755), lay('opt/maker/run.sh', 'x', 0o700)];
    for (const path of ['opt/maker/lib/libx.so.1', 'opt/maker/README.md']) lay(path, 'x', 0o755);
    lay('opt/maker/data', 'x', 0o644);
    link('opt/maker/again', '../maker');
    link('opt/bin/tool', '../maker/bin/tool');
    link('opt/bin/gone', '/nonexistent');
    const walk = await walkFolders([join(root, 'opt'), join(root, 'srv')]);
    expect([...walk.executables].sort()).toEqual(expected.sort());
    expect(walk.extent).toBe('whole');
  });

  it('says so where it did not go to the bottom', async () => {
    lay(`opt/${'a/'.repeat(10)}tool`, 'x', 0o755);
    expect(await walkFolders([join(root, 'opt')])).toEqual({ executables: new Set(), extent: 'part' });
    for (let at = 0; at < 20_001; at += 1) writeFileSync(join(root, 'opt', String(at)), '');
    expect((await walkFolders([join(root, 'opt')])).extent).toBe('part');
  });

  it('knows what another machine serves, and does not go there', () => {
    const mountinfo = [
      '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
      '40 22 0:41 / /srv/share\\040one rw,relatime shared:2 master:1 - nfs4 files.example:/one rw,vers=4.2',
      '41 22 0:42 / /opt/sshfs rw - fuse.sshfs me@files.example:/ rw',
      '42 22 8:2 / /opt rw,relatime - xfs /dev/sdb1 rw',
    ];
    expect([...remoteMountsIn(mountinfo.join('\n'))]).toEqual(['/srv/share one', '/opt/sshfs']);
  });
});

describe('programs that no package owns', () => {
  const look = async (ownersOf: FileOwners, before = null as Awaited<ReturnType<typeof lookAtSoftware>> | null) =>
    await lookAtSoftware({ clock, bootId: 'one', ownersOf, before, root, folders: [join(root, 'opt')] });
  const programsOf = ({ software }: Awaited<ReturnType<typeof lookAtSoftware>>) =>
    software.programs.kind === 'known' ? software.programs.items.filter(({ path }) => path.startsWith(root)) : [];

  beforeEach((context) => {
    if (process.getuid?.() !== 0) endWithout('only root sees what every process runs', context);
  });

  it('are named with size and hash; those of a package are not', async () => {
    const owned = lay('opt/owned', 'owned', 0o755);
    const own = lay('opt/own', 'own', 0o755);
    const found = await look(async () => new Map([[owned, 'maker']]));
    expect(programsOf(found)).toEqual([
      {
        path: own,
        sizeBytes: 3,
        seen: 'in-folder',
        sha256: `sha256:${createHash('sha256').update('own').digest('hex')}`,
      },
    ]);
  });

  it('are hashed once, and again when they have changed', async () => {
    const own = lay('opt/own', 'own', 0o755);
    const first = await look(nobody);
    const wrong = `sha256:${'0'.repeat(64)}` as const;
    const marked = { ...first, hashes: { [own]: { ...first.hashes[own], sha256: wrong } } } as typeof first;
    expect(programsOf(await look(nobody, marked))).toMatchObject([{ sha256: wrong }]);
    writeFileSync(own, 'two');
    expect(programsOf(await look(nobody, marked))).toMatchObject([
      { sha256: programsOf(await look(nobody))[0]?.sha256 },
    ]);
  });

  it('are found by their process wherever they lie, and remembered for the boot', async () => {
    const path = lay('home/me/daemon');
    copyFileSync('/usr/bin/sleep', path);
    chmodSync(path, 0o755);
    const daemon = spawn(path, ['60'], { stdio: 'ignore' });
    try {
      await expect.poll(() => readFileSync(`/proc/${daemon.pid}/comm`, 'utf8')).toBe('daemon\n');
      const running = await look(nobody);
      expect(programsOf(running)).toMatchObject([{ path, seen: 'running' }]);
      daemon.kill();
      await new Promise((resolve) => daemon.once('exit', resolve));
      expect(programsOf(await look(nobody, running))).toMatchObject([{ path, seen: 'running' }]);
      expect(programsOf(await look(nobody, { ...running, bootId: 'an earlier one' }))).toEqual([]);
      rmSync(path);
      expect(programsOf(await look(nobody, running))).toEqual([]);
    } finally {
      daemon.kill();
    }
  });

  it('are unknown where their owners cannot be told, and the rest is told all the same', async () => {
    lay('opt/own', 'own', 0o755);
    const { software } = await look(async () => Promise.reject(new Error('no lists')));
    expect(software).toMatchObject({
      programs: { kind: 'unknown', detail: 'no lists' },
      snaps: { kind: 'known', items: [], total: 0 },
    });
  });
});

describe('bundles', () => {
  it('are snaps by name with the revision in use', async () => {
    for (const file of [
      'core20_1974.snap',
      'core20_2015.snap',
      'my-app_x2.snap',
      'off_9.snap',
      'off_12.snap',
      'partial',
    ])
      lay(`var/lib/snapd/snaps/${file}`);
    link('snap/core20/current', '1974');
    link('var/lib/snapd/snap/my-app/current', 'x2');
    expect(await lookAtSnaps(root)).toEqual({
      kind: 'known',
      total: 3,
      items: [
        { name: 'core20', version: '1974' },
        { name: 'my-app', version: 'x2' },
        { name: 'off', version: '12' },
      ],
    });
  });

  it('are flatpaks by name with branch and commit', async () => {
    const commit = 'ab12'.repeat(16);
    link('var/lib/flatpak/app/org.example.App/x86_64/stable/active', commit);
    link('var/lib/flatpak/app/org.example.App/current', 'x86_64/stable');
    link('var/lib/flatpak/runtime/org.example.Platform/x86_64/24.08/active', commit);
    mkdirSync(join(root, 'var/lib/flatpak/app/org.example.App/x86_64/beta'), { recursive: true });
    expect(await lookAtFlatpaks(root)).toMatchObject({
      items: [
        { name: 'org.example.App', version: 'stable ab12ab12ab12' },
        { name: 'org.example.Platform', version: '24.08 ab12ab12ab12' },
      ],
    });
  });

  it('are none where nobody installed them', async () => {
    expect(await lookAtSnaps(root)).toEqual({ kind: 'known', items: [], total: 0 });
    expect(await lookAtFlatpaks(root)).toEqual({ kind: 'known', items: [], total: 0 });
  });
});

describe('containers', () => {
  it('are those of every engine, with the image where it is known', async () => {
    const storage = 'var/lib/containers/storage';
    lay(`${storage}/overlay-images/images.json`, [{ id: 'aa', names: ['docker.io/library/nginx:1.27'] }, { id: 'bb' }]);
    lay(`${storage}/overlay-containers/containers.json`, [
      { id: 'c1', names: ['web'], image: 'aa' },
      { id: 'c2', image: 'bb' },
    ]);
    lay(`${storage}/overlay-containers/volatile-containers.json`, [{ id: 'c3', names: ['once'], image: 'gone' }]);
    lay('etc/docker/daemon.json', { 'data-root': '/data/docker' });
    lay('data/docker/containers/d1/config.v2.json', {
      Name: '/db',
      Config: { Image: 'postgres:17' },
      Image: 'sha256:1',
    });
    mkdirSync(join(root, 'data/docker/containers/half-made'), { recursive: true });
    mkdirSync(join(root, 'var/lib/machines/tree'), { recursive: true });
    for (const name of ['disk.raw', 'disk.raw.lock', 'tree.nspawn', '.#hidden']) lay(`var/lib/machines/${name}`);
    lay('run/systemd/machines/elsewhere', 'NAME=elsewhere\nCLASS=container\n');
    lay('run/systemd/machines/guest', 'NAME=guest\nCLASS=vm\n');
    link('run/systemd/machines/unit:machine-elsewhere.scope', 'elsewhere');
    lay('var/lib/lxc/old/config');
    mkdirSync(join(root, 'var/lib/lxc/no-container'), { recursive: true });
    mkdirSync(join(root, 'var/lib/incus/containers/new'), { recursive: true });
    const found = await lookAtContainers(root);
    expect(found.kind === 'known' && found.items.map(({ engine, name, image }) => [engine, name, image])).toEqual([
      ['podman', 'web', 'docker.io/library/nginx:1.27'],
      ['podman', 'c2', 'bb'],
      ['podman', 'once', 'gone'],
      ['docker', 'db', 'postgres:17'],
      ['nspawn', 'disk', null],
      ['nspawn', 'tree', null],
      ['nspawn', 'elsewhere', null],
      ['lxc', 'old', null],
      ['lxc', 'new', null],
    ]);
  });

  it('are unknown where an engine keeps its state otherwise than known, never none', async () => {
    lay('var/lib/containers/storage/overlay-containers/containers.json', '[{');
    expect(await listingOf(async () => await lookAtContainers(root))).toMatchObject({ kind: 'unknown' });
  });

  it.each([['/dev/zero'], ['/proc/self/mem'], ['pipe']])(
    'are unknown where a file of state is %s, at once',
    async (to) => {
      execFileSync('/usr/bin/mkfifo', [join(root, 'pipe')]);
      mkdirSync(join(root, 'etc/docker'), { recursive: true });
      symlinkSync(to === 'pipe' ? join(root, 'pipe') : to, join(root, 'etc/docker/daemon.json'));
      expect(await listingOf(async () => await lookAtContainers(root))).toMatchObject({ kind: 'unknown' });
    },
  );
});

describe('a list', () => {
  it('has a limit, and says how many there are', () => {
    const items = Array.from({ length: 301 }, (_, at) => at);
    expect(listed(items)).toMatchObject({ total: 301, items: { length: 300 } });
    expect(listed([1], null)).toEqual({ kind: 'known', items: [1], total: null });
  });
});

describe('the report', () => {
  it('is what root saw last, and without one nothing is known', async () => {
    const report = { files: durableFiles, path: join(root, 'software.json') };
    const observer = createSoftwareObserver(report);
    expect(await observer.unmanagedSoftware()).toMatchObject({ kind: 'unknown' });
    const folders = [join(root, 'opt')];
    const look = await lookAtSoftware({ clock, bootId: 'one', ownersOf: nobody, before: null, root, folders });
    await writeSoftwareReport(report, look);
    expect(await observer.unmanagedSoftware()).toEqual(look.software);
    expect(await readSoftwareReport(report)).toEqual(look);
    for (const text of ['', '{', '[]', '{"bootId":"one","software":{"kind":"known"}}']) {
      writeFileSync(report.path, text);
      expect(await observer.unmanagedSoftware()).toMatchObject({ kind: 'unknown' });
    }
  });
});
