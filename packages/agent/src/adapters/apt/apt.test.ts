// The real apt and dpkg of this machine, on a package database of the test's own.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { asDigest } from '@slipway/core/ids';
import type { PlatformIndex } from '@slipway/core/patch-set';
import type { PlannedChange } from '@slipway/core/plan';
import { asInstant } from '@slipway/core/time';
import { endWithout } from '@slipway/testkit/absence';
import { type DebHost, type MadePackage, makeDebHost } from '@slipway/testkit/deb-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StagedFiles } from '../../ports/index.ts';
import { durableFiles } from '../durable-files/index.ts';
import { runCommand } from '../run-command/index.ts';
import { type AptHost, createAptExecutor, createAptObserver } from './index.ts';

const NOW = asInstant('2026-11-21T08:00:00.000Z');
const PATCH_SET = asDigest(`sha256:${'e'.repeat(64)}`);
const isRoot = process.getuid?.() === 0;
const hasApt = statSync('/usr/bin/apt-get', { throwIfNoEntry: false }) !== undefined;

describe('apt', () => {
  let deb: DebHost;
  let hookCommand: readonly string[];

  beforeEach((context) => {
    if (!hasApt) endWithout('this machine has no apt', context);
    if (!isRoot) endWithout('dpkg needs root to install, even elsewhere', context);
    deb = makeDebHost();
    hookCommand = [process.execPath, hookProgram(deb.folder)];
  });
  afterEach(() => deb?.dispose());

  const options = (name: string) => {
    const host: AptHost = { ...deb, settings: deb.settings };
    const directory = join(deb.folder, name);
    return {
      run: runCommand,
      files: durableFiles,
      clock: { now: () => NOW },
      sha256: (bytes: Uint8Array) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`),
      directory,
      hookCommand,
      host,
    };
  };
  const observer = () => createAptObserver(options('observer'));
  const executor = () => createAptExecutor({ ...options('executor'), ownUnit: () => [] });

  const patchSet = (packages: readonly MadePackage[]) => {
    const repository = deb.repository('staged', packages);
    const bytes = readFileSync(join(repository, 'Packages'));
    const index: PlatformIndex = {
      platform: { distribution: 'debian', release: 'bookworm', architecture: 'amd64' },
      digest: asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`),
      sizeBytes: bytes.length,
    };
    const staged: StagedFiles = { directory: repository, index, files: [] };
    return { index, staged, indexPath: join(repository, 'Packages') };
  };
  const target = (name: string, version: string, architecture = 'all') => ({ name, architecture, version });
  const propose = async (packages: readonly MadePackage[], targets: readonly ReturnType<typeof target>[]) => {
    const { index, indexPath } = patchSet(packages);
    const proposal = await observer().propose({ patchSetDigest: PATCH_SET, index, indexPath, targets });
    if (!proposal.ok) throw new Error(JSON.stringify(proposal.reason));
    return proposal.value;
  };
  /** Runs what would run in a unit of its own. */
  const runTransaction = (command: readonly string[]): void => {
    const [program = '', ...args] = command;
    execFileSync(program, args, { env: {}, stdio: 'pipe' });
  };
  const versions = async () => {
    const read = await observer().readPackages();
    if (!read.ok) throw new Error(JSON.stringify(read.reason));
    return Object.fromEntries(read.value.packages.map((one) => [one.name, one.version]));
  };

  describe('readPackages', () => {
    it('reads versions, sources, states, marks and holds as they are', async () => {
      deb.install([
        deb.make({ name: 'lib', version: '1:2.0-1', fields: { Source: 'libsource (1:2.0-0)' } }),
        deb.make({ name: 'app', version: '1.0' }),
        deb.make({ name: 'gone', version: '1.0', files: { '/etc/gone.conf': 'x\n' } }),
      ]);
      deb.dpkg('--remove', 'gone');
      execFileSync('/usr/bin/dpkg', [`--admindir=${deb.dpkgAdminDirectory}`, '--set-selections'], {
        input: 'app hold\n',
      });
      writeFileSync(deb.extendedStates, 'Package: lib\nArchitecture: amd64\nAuto-Installed: 1\n\n');
      const read = await observer().readPackages();
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
      expect(await observer().readPackages()).toMatchObject({ value: { database: { state: 'interrupted' } } });
      deb.dpkg('--unpack', deb.make({ name: 'app', version: '1.1' }).path);
      expect(await observer().readPackages()).toMatchObject({
        value: { packages: [{ state: 'unpacked', version: '1.1' }], database: { state: 'interrupted' } },
      });
      expect(await executor().repair()).toEqual({ ok: true, value: undefined });
      expect(await observer().readPackages()).toMatchObject({ value: { packages: [{ state: 'installed' }] } });
    });

    it('says that a database cannot be read, and never that it is empty', async () => {
      writeFileSync(join(deb.dpkgAdminDirectory, 'status'), 'this is no status file\n');
      expect(await observer().readPackages()).toMatchObject({
        ok: false,
        reason: { code: 'package-database-broken' },
      });
    });
  });

  describe('propose', () => {
    it('answers with exact versions, the dependencies they draw in, and the marks that will stand', async () => {
      deb.install([
        deb.make({ name: 'app', version: '1.0', fields: { Depends: 'lib' } }),
        deb.make({ name: 'lib', version: '1.0' }),
        deb.make({ name: 'other', version: '1.0' }),
      ]);
      writeFileSync(deb.extendedStates, 'Package: lib\nArchitecture: amd64\nAuto-Installed: 1\n\n');
      const index = [
        deb.make({ name: 'app', version: '1.1', fields: { Depends: 'lib (= 1.1), fresh' } }),
        deb.make({ name: 'lib', version: '1.1' }),
        deb.make({ name: 'lib', version: '1.0' }),
        deb.make({ name: 'other', version: '1.1' }),
        deb.make({ name: 'fresh', version: '3' }),
        deb.make({ name: 'absent', version: '9', fields: { Recommends: 'lib' } }),
      ];
      const proposal = await propose(index, [target('app', '1.1'), target('absent', '9')]);
      expect(proposal).toMatchObject({
        patchSetDigest: PATCH_SET,
        changes: [
          { kind: 'upgrade', name: 'app', architecture: 'all', from: '1.0', to: '1.1', automatic: false },
          { kind: 'install', name: 'fresh', architecture: 'all', from: null, to: '3', automatic: true },
          { kind: 'upgrade', name: 'lib', architecture: 'all', from: '1.0', to: '1.1', automatic: true },
        ],
        refused: [],
      });
    });

    it('does nothing for a host that is at its targets or beyond', async () => {
      deb.install([deb.make({ name: 'app', version: '1.1' }), deb.make({ name: 'lib', version: '2.0' })]);
      const index = [deb.make({ name: 'app', version: '1.1' }), deb.make({ name: 'lib', version: '1.9' })];
      const proposal = await propose(index, [target('app', '1.1'), target('lib', '1.9')]);
      expect(proposal).toMatchObject({ changes: [], refused: [] });
    });

    it('leaves out by name what is held, pinned, not offered or not to be satisfied, and goes on with the rest', async () => {
      const names = ['good', 'held', 'pinned', 'torn', 'zwei'];
      deb.install(names.map((name) => deb.make({ name, version: '1.0' })));
      execFileSync('/usr/bin/dpkg', [`--admindir=${deb.dpkgAdminDirectory}`, '--set-selections'], {
        input: 'held hold\n',
      });
      const preferences = join(deb.folder, 'preferences');
      writeFileSync(preferences, 'Package: pinned\nPin: version 1.0\nPin-Priority: 1001\n');
      const { settings } = deb;
      Object.assign(deb, { settings: [...settings, `Dir::Etc::Preferences "${preferences}";`] });
      const index = names.map((name) =>
        deb.make({ name, version: '1.1', fields: name === 'torn' ? { Depends: 'nowhere' } : {} }),
      );
      const proposal = await propose(index, [...names.map((name) => target(name, '1.1')), target('good', '7')]);
      expect(proposal.changes.map(({ name }) => name)).toEqual(['good', 'zwei']);
      expect(proposal.refused).toEqual([
        { ...target('good', '7'), cause: 'unknown' },
        { ...target('held', '1.1'), cause: 'held' },
        { ...target('pinned', '1.1'), cause: 'held' },
        { ...target('torn', '1.1'), cause: 'dependency' },
      ]);
    });

    it('shows a removal as what it is: whether it may be is not decided here', async () => {
      deb.install([deb.make({ name: 'app', version: '1.0' }), deb.make({ name: 'rival', version: '1.0' })]);
      const proposal = await propose(
        [deb.make({ name: 'app', version: '1.1', fields: { Conflicts: 'rival' } })],
        [target('app', '1.1')],
      );
      expect(proposal.changes).toMatchObject([
        { kind: 'upgrade', name: 'app' },
        { kind: 'remove', name: 'rival', from: '1.0', to: null },
      ]);
    });

    it('names the configuration files that the host has changed, of the packages that change', async () => {
      const files = { '/etc/app.conf': 'a\n', '/etc/kept.conf': 'b\n', '/etc/removed.conf': 'c\n' };
      deb.install([
        deb.make({ name: 'app', version: '1.0', files }),
        deb.make({ name: 'other', version: '1.0', files: { '/etc/other.conf': 'o\n' } }),
      ]);
      writeFileSync(join(deb.root, 'etc/app.conf'), 'changed by its owner\n');
      writeFileSync(join(deb.root, 'etc/other.conf'), 'changed too\n');
      execFileSync('/bin/rm', [join(deb.root, 'etc/removed.conf')]);
      const proposal = await propose([deb.make({ name: 'app', version: '1.1', files })], [target('app', '1.1')]);
      expect(proposal.conffiles).toEqual([{ package: 'app', path: '/etc/app.conf' }]);
    });

    it('looks neither at the sources nor at the lists of the machine', async () => {
      deb.install([deb.make({ name: 'openssl', version: '0.1' })]);
      const proposal = await propose([deb.make({ name: 'openssl', version: '0.2' })], [target('openssl', '0.2')]);
      expect(proposal.changes).toMatchObject([{ name: 'openssl', from: '0.1', to: '0.2' }]);
    });
  });

  describe('a transaction', () => {
    const FILES = { '/etc/app.conf': 'packaged 1\n' };
    const changes: readonly PlannedChange[] = [
      { kind: 'upgrade', name: 'app', architecture: 'all', from: '1.0', to: '1.1', file: null, automatic: false },
      { kind: 'install', name: 'fresh', architecture: 'all', from: null, to: '3', file: null, automatic: true },
      { kind: 'upgrade', name: 'lib', architecture: 'all', from: '1.0', to: '1.1', file: null, automatic: true },
    ];
    let staged: StagedFiles;
    const prepare = async () => {
      const old = [
        deb.make({ name: 'app', version: '1.0', fields: { Depends: 'lib' }, files: FILES }),
        deb.make({ name: 'lib', version: '1.0' }),
      ];
      deb.install(old);
      writeFileSync(deb.extendedStates, 'Package: lib\nArchitecture: amd64\nAuto-Installed: 1\n\n');
      const packages = [
        ...old,
        deb.make({
          name: 'app',
          version: '1.1',
          fields: { Depends: 'lib (>= 1.1), fresh' },
          files: { '/etc/app.conf': 'packaged 2\n' },
        }),
        deb.make({ name: 'lib', version: '1.1' }),
        deb.make({ name: 'fresh', version: '3' }),
      ];
      staged = patchSet(packages).staged;
      const targets = changes.map(({ name, to }) => target(name, to ?? ''));
      return await executor().proposeRemaining({ patchSetDigest: PATCH_SET, staged, targets });
    };

    it('is proposed as it was planned, runs as it was proposed, and goes back', async () => {
      expect(await prepare()).toMatchObject({
        ok: true,
        value: {
          changes: changes.map(({ name, to, kind, automatic }) => ({ name, to, kind, automatic })),
          refused: [],
        },
      });
      runTransaction(executor().transactionCommand({ staged, changes, conffiles: [] }));
      expect(await versions()).toEqual({ app: '1.1', fresh: '3', lib: '1.1' });
      expect(await executor().restoreMarks(changes)).toEqual({ ok: true, value: undefined });
      const read = await observer().readPackages();
      expect(read.ok && read.value.packages.filter((one) => one.automatic).map(({ name }) => name)).toEqual([
        'fresh',
        'lib',
      ]);
      expect(await executor().proposeRemaining({ patchSetDigest: PATCH_SET, staged, targets: [] })).toMatchObject({
        value: { changes: [] },
      });
      runTransaction(
        executor().wayBackCommand({
          staged,
          previous: [
            { name: 'app', architecture: 'all', version: '1.0', file: null },
            { name: 'fresh', architecture: 'all', version: null, file: null },
            { name: 'lib', architecture: 'all', version: '1.0', file: null },
          ],
        }),
      );
      expect(await versions()).toEqual({ app: '1.0', lib: '1.0' });
    });

    it.each([
      ['keep', 'changed by its owner\n'],
      ['replace', 'packaged 2\n'],
    ] as const)('asks nothing about a changed configuration file: %s', async (decision, content) => {
      await prepare();
      writeFileSync(join(deb.root, 'etc/app.conf'), 'changed by its owner\n');
      const conffiles = [{ package: 'app', path: '/etc/app.conf', decision }];
      runTransaction(executor().transactionCommand({ staged, changes, conffiles }));
      expect(readFileSync(join(deb.root, 'etc/app.conf'), 'utf8')).toBe(content);
      expect(await versions()).toMatchObject({ app: '1.1' });
    });

    it('refuses a package whose bytes are not those of the index', async () => {
      await prepare();
      const bytes = readFileSync(join(staged.directory, 'Packages'), 'utf8');
      const file = /Package: lib\nVersion: 1\.1[\s\S]*?Filename: (\S+)/.exec(bytes)?.[1] ?? '';
      writeFileSync(join(staged.directory, file), 'x'.repeat(statSync(join(staged.directory, file)).size));
      expect(() => runTransaction(executor().transactionCommand({ staged, changes, conffiles: [] }))).toThrow();
      expect(await versions()).toEqual({ app: '1.0', lib: '1.0' });
    });

    it('removes nothing that the plan does not name', async () => {
      const rival = deb.make({ name: 'rival', version: '1.0' });
      await prepare();
      deb.install([rival]);
      const packages = [
        deb.make({ name: 'lib', version: '1.2', fields: { Conflicts: 'rival' } }),
        deb.make({ name: 'app', version: '1.1' }),
      ];
      staged = patchSet(packages).staged;
      const upgrade: PlannedChange = { ...(changes[2] as PlannedChange), to: '1.2' };
      await executor().proposeRemaining({ patchSetDigest: PATCH_SET, staged, targets: [target('lib', '1.2')] });
      expect(() =>
        runTransaction(executor().transactionCommand({ staged, changes: [upgrade], conffiles: [] })),
      ).toThrow(/remove is disabled/);
      const remove: PlannedChange = {
        kind: 'remove',
        name: 'rival',
        architecture: 'all',
        from: '1.0',
        to: null,
        file: null,
        automatic: false,
      };
      runTransaction(executor().transactionCommand({ staged, changes: [upgrade, remove], conffiles: [] }));
      expect(await versions()).toEqual({ app: '1.0', lib: '1.2' });
    });

    it('knows no source at all where nothing was prepared, rather than those of the machine', async () => {
      const { staged: unprepared } = patchSet([]);
      const command = executor().transactionCommand({ staged: unprepared, changes: [], conffiles: [] });
      const [program = '', ...args] = command.slice(0, command.indexOf('--no-remove'));
      const targets = execFileSync(program, [...args, '--no-release-info', 'indextargets'], {
        env: {},
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      expect(targets).toBe('');
    });
  });

  describe('pendingUpdates', () => {
    /** The sources of the host: two flat repositories with Release files of their own. */
    const sources = (lines: readonly { folder: string; release: string; packages: readonly MadePackage[] }[]): void => {
      const list = join(deb.folder, 'sources.list');
      const written = lines.map(({ folder, release, packages }) => {
        const repository = deb.repository(folder, packages);
        writeFileSync(join(repository, 'Release'), releaseFile(release, readFileSync(join(repository, 'Packages'))));
        return `deb [trusted=yes] file:${repository} ./\n`;
      });
      writeFileSync(list, written.join(''));
      Object.assign(deb, {
        settings: [
          ...deb.settings,
          `Dir::Etc::SourceList "${list}";`,
          'Dir::Etc::SourceParts "/dev/null";',
          'Dir::Etc::Preferences "/dev/null";',
          'Dir::Etc::PreferencesParts "/dev/null";',
          // The lists are fetched as root here; the folder of the test is closed to _apt.
          'APT::Sandbox::User "root";',
        ],
      });
    };

    it('is unknown until the repositories were read, and never "nothing"', async () => {
      sources([]);
      expect(await observer().pendingUpdates()).toMatchObject({ kind: 'unknown' });
    });

    it('tells updates, where they come from, and what stays behind and why', async () => {
      const names = ['app', 'held', 'torn', 'rude', 'rival'];
      deb.install(names.map((name) => deb.make({ name, version: '1.0' })));
      execFileSync('/usr/bin/dpkg', [`--admindir=${deb.dpkgAdminDirectory}`, '--set-selections'], {
        input: 'held hold\n',
      });
      const app = deb.make({ name: 'app', version: '1.1', fields: { Depends: 'fresh', Recommends: 'nice' } });
      sources([
        {
          folder: 'main',
          release: 'Origin: Made\nLabel: Made\nSuite: stable\nCodename: bookworm\n',
          packages: [
            app,
            deb.make({ name: 'fresh', version: '3' }),
            deb.make({ name: 'nice', version: '1' }),
            deb.make({ name: 'held', version: '1.1' }),
            deb.make({ name: 'torn', version: '1.1', fields: { Depends: 'nowhere' } }),
            deb.make({ name: 'rude', version: '1.1', fields: { Conflicts: 'rival' } }),
          ],
        },
        {
          folder: 'security',
          release: 'Origin: Made\nLabel: Made-Security\nSuite: stable-security\nCodename: bookworm-security\n',
          packages: [app],
        },
      ]);
      const looking = observer();
      expect(await looking.refreshMetadata()).toEqual({ ok: true, value: undefined });
      expect(await looking.pendingUpdates()).toEqual({
        kind: 'known',
        asOf: NOW,
        metadataAsOf: NOW,
        updates: [
          {
            name: 'app',
            architecture: 'all',
            from: '1.0',
            to: '1.1',
            origin: { origin: 'Made', label: 'Made-Security', codename: 'bookworm-security' },
            security: true,
          },
          {
            name: 'fresh',
            architecture: 'all',
            from: null,
            to: '3',
            origin: { origin: 'Made', label: 'Made', codename: 'bookworm' },
            security: false,
          },
        ],
        keptBack: [
          { name: 'held', architecture: 'all', cause: 'held' },
          { name: 'rude', architecture: 'all', cause: 'dependency' },
          { name: 'torn', architecture: 'all', cause: 'dependency' },
        ],
      });
      expect(await looking.readRepositories()).toMatchObject({
        ok: true,
        value: [
          { suite: './', origin: 'Made', label: 'Made', codename: 'bookworm', lastRefreshedAt: NOW, refresh: 'fresh' },
          { label: 'Made-Security', codename: 'bookworm-security', refresh: 'fresh' },
        ],
      });
    });

    it('says which repository failed, keeps what was known of it, and reports the refresh as failed', async () => {
      deb.install([deb.make({ name: 'app', version: '1.0' })]);
      sources([
        { folder: 'one', release: 'Label: One\n', packages: [deb.make({ name: 'app', version: '1.1' })] },
        { folder: 'two', release: 'Label: Two\n', packages: [] },
      ]);
      const looking = observer();
      await looking.refreshMetadata();
      execFileSync('/bin/rm', ['-r', join(deb.folder, 'two')]);
      expect(await looking.refreshMetadata()).toMatchObject({ ok: false, reason: { code: 'feed-failed' } });
      expect(await looking.readRepositories()).toMatchObject({
        value: [
          { label: 'One', refresh: 'fresh', lastRefreshedAt: NOW },
          { uri: `file:${deb.folder}/two/`, refresh: 'failed', lastRefreshedAt: NOW },
        ],
      });
    });

    it('works without any privilege', async (context) => {
      const free = statSync('/usr/bin/setpriv', { throwIfNoEntry: false });
      if (free === undefined) endWithout('setpriv (util-linux) is missing', context);
      deb.install([deb.make({ name: 'app', version: '1.0' })]);
      sources([{ folder: 'one', release: 'Label: One\n', packages: [deb.make({ name: 'app', version: '1.1' })] }]);
      chmodSync(deb.folder, 0o755);
      const directory = join(deb.folder, 'unprivileged');
      mkdirSync(directory, { mode: 0o755 });
      execFileSync('/bin/chown', ['65534:65534', directory]);
      const program = join(deb.folder, 'observe.mjs');
      writeFileSync(program, observeProgram({ directory, hookCommand, host: { ...deb, settings: deb.settings } }));
      const output = execFileSync(
        '/usr/bin/setpriv',
        ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, program],
        { encoding: 'utf8', env: {} },
      );
      expect(JSON.parse(output)).toMatchObject([
        { ok: true },
        { kind: 'known', updates: [{ name: 'app', to: '1.1' }] },
      ]);
    });
  });
});

const releaseFile = (head: string, packages: Buffer): string =>
  `${head}Date: Sat, 21 Nov 2026 08:00:00 UTC\nSHA256:\n ${createHash('sha256').update(packages).digest('hex')} ${packages.length} Packages\n`;

/** What main.ts does for `apt-hook`, as a file that apt's shell can be given. */
const hookProgram = (folder: string): string => {
  const path = join(folder, 'hook.mjs');
  const module = pathToFileURL(join(import.meta.dirname, 'hook-program.ts')).href;
  writeFileSync(
    path,
    `import { runAptHook } from '${module}';\nawait runAptHook({ environment: process.env, outputPath: process.argv[2] });\n`,
  );
  chmodSync(folder, 0o755);
  return path;
};

const observeProgram = (options: object): string => {
  const href = (path: string): string => pathToFileURL(join(import.meta.dirname, path)).href;
  return `
    import { createAptObserver } from '${href('index.ts')}';
    import { durableFiles } from '${href('../durable-files/index.ts')}';
    import { runCommand } from '${href('../run-command/index.ts')}';
    import { createHash } from 'node:crypto';
    const observer = createAptObserver({
      ...${JSON.stringify(options)},
      run: runCommand,
      files: durableFiles,
      clock: { now: () => '${NOW}' },
      sha256: (bytes) => 'sha256:' + createHash('sha256').update(bytes).digest('hex'),
    });
    console.log(JSON.stringify([await observer.refreshMetadata(), await observer.pendingUpdates()]));
  `;
};
