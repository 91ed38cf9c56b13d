import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlannedChange } from '@slipway/core/plan';
import type { DebHost } from '@slipway/testkit/deb-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AptOnHost, aptOnHost, PATCH_SET, runTransaction, target } from '../../../test/made-apt-host.ts';
import type { StagedFiles } from '../../ports/index.ts';
import { createPackageFiles } from '../package-files/index.ts';
import { DPKG_BESIDE } from './conffiles.ts';

describe('a transaction', () => {
  let apt: AptOnHost;
  let deb: DebHost;
  beforeEach((context) => {
    apt = aptOnHost(context);
    deb = apt.deb;
  });
  afterEach(() => deb?.dispose());

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
    apt.markAutomatic('lib');
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
    staged = apt.patchSet(packages).staged;
    const targets = changes.map(({ name, to }) => target(name, to ?? ''));
    return await apt.executor().proposeRemaining({ patchSetDigest: PATCH_SET, staged, targets });
  };

  it('is proposed as it was planned, runs as it was proposed, and goes back', async () => {
    expect(await prepare()).toMatchObject({
      ok: true,
      value: {
        changes: changes.map(({ name, to, kind, automatic }) => ({ name, to, kind, automatic })),
        refused: [],
      },
    });
    runTransaction(apt.executor().transactionCommand({ staged, changes, conffiles: [] }));
    expect(await apt.versions()).toEqual({ app: '1.1', fresh: '3', lib: '1.1' });
    expect(await apt.executor().restoreMarks(changes)).toEqual({ ok: true, value: undefined });
    const read = await apt.observer().readPackages();
    expect(read.ok && read.value.packages.filter((one) => one.automatic).map(({ name }) => name)).toEqual([
      'fresh',
      'lib',
    ]);
    expect(await apt.executor().proposeRemaining({ patchSetDigest: PATCH_SET, staged, targets: [] })).toMatchObject({
      value: { changes: [] },
    });
    runTransaction(
      apt.executor().wayBackCommand({
        staged,
        previous: [
          { name: 'app', architecture: 'all', version: '1.0', file: null },
          { name: 'fresh', architecture: 'all', version: null, file: null },
          { name: 'lib', architecture: 'all', version: '1.0', file: null },
        ],
      }),
    );
    expect(await apt.versions()).toEqual({ app: '1.0', lib: '1.0' });
  });

  it('is what is left where somebody has come before it by hand, and nothing at all where all is there; twice is once', async () => {
    await prepare();
    const targets = changes.map(({ name, to }) => target(name, to ?? ''));
    const left = async () => {
      const proposal = await apt.executor().proposeRemaining({ patchSetDigest: PATCH_SET, staged, targets });
      if (!proposal.ok) throw new Error(proposal.reason.code);
      expect(proposal.value.refused).toEqual([]);
      return proposal.value.changes.map(({ name, to }) => `${name} ${to}`);
    };
    const byHand = (name: string, version: string) => deb.make({ name, version });
    deb.install([byHand('lib', '1.1'), byHand('fresh', '3')]);
    expect(await left()).toEqual(['app 1.1']);
    runTransaction(apt.executor().transactionCommand({ staged, changes, conffiles: [] }));
    expect(await left()).toEqual([]);
    const database = () => statSync(join(deb.root, 'var/lib/dpkg/status')).mtimeMs;
    const written = database();
    runTransaction(apt.executor().transactionCommand({ staged, changes, conffiles: [] }));
    expect(database()).toBe(written);
    expect(await apt.versions()).toEqual({ app: '1.1', fresh: '3', lib: '1.1' });
  });

  it.each([
    ['keep', 'changed by its owner\n', '.dpkg-dist'],
    ['replace', 'packaged 2\n', '.dpkg-old'],
  ] as const)('asks nothing about a changed configuration file: %s', async (decision, content, ending) => {
    await prepare();
    writeFileSync(join(deb.root, 'etc/app.conf'), 'changed by its owner\n');
    const conffiles = [{ package: 'app', path: '/etc/app.conf', decision }];
    runTransaction(apt.executor().transactionCommand({ staged, changes, conffiles }));
    expect(readFileSync(join(deb.root, 'etc/app.conf'), 'utf8')).toBe(content);
    expect(await apt.versions()).toMatchObject({ app: '1.1' });
    const files = createPackageFiles({ recorded: async () => [], besideEndings: DPKG_BESIDE, root: deb.root });
    expect(await files.leftBeside(conffiles)).toMatchObject({
      value: [{ path: '/etc/app.conf', decision, beside: [{ path: `/etc/app.conf${ending}` }] }],
    });
  });

  it('refuses a package whose bytes are not those of the index', async () => {
    await prepare();
    const bytes = readFileSync(join(staged.directory, 'Packages'), 'utf8');
    const file = /Package: lib\nVersion: 1\.1[\s\S]*?Filename: (\S+)/.exec(bytes)?.[1] ?? '';
    writeFileSync(join(staged.directory, file), 'x'.repeat(statSync(join(staged.directory, file)).size));
    expect(() => runTransaction(apt.executor().transactionCommand({ staged, changes, conffiles: [] }))).toThrow(
      /Hash Sum mismatch/,
    );
    expect(await apt.versions()).toEqual({ app: '1.0', lib: '1.0' });
  });

  it('removes nothing that the plan does not name', async () => {
    const rival = deb.make({ name: 'rival', version: '1.0' });
    await prepare();
    deb.install([rival]);
    const packages = [
      deb.make({ name: 'lib', version: '1.2', fields: { Conflicts: 'rival' } }),
      deb.make({ name: 'app', version: '1.1' }),
    ];
    staged = apt.patchSet(packages).staged;
    const upgrade: PlannedChange = { ...(changes[2] as PlannedChange), to: '1.2' };
    await apt.executor().proposeRemaining({ patchSetDigest: PATCH_SET, staged, targets: [target('lib', '1.2')] });
    expect(() =>
      runTransaction(apt.executor().transactionCommand({ staged, changes: [upgrade], conffiles: [] })),
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
    runTransaction(apt.executor().transactionCommand({ staged, changes: [upgrade, remove], conffiles: [] }));
    expect(await apt.versions()).toEqual({ app: '1.0', lib: '1.2' });
  });

  it('knows no source at all where nothing was prepared, rather than those of the machine', async () => {
    const { staged: unprepared } = apt.patchSet([]);
    const command = apt.executor().transactionCommand({ staged: unprepared, changes: [], conffiles: [] });
    const [program = '', ...args] = command.slice(0, command.indexOf('--no-remove'));
    const targets = execFileSync(program, [...args, '--no-release-info', 'indextargets'], {
      env: {},
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(targets).toBe('');
  });
});
