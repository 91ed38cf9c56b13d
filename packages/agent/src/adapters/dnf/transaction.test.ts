import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asAttemptId } from '@slipway/core/ids';
import type { PlannedChange } from '@slipway/core/plan';
import type { MadeRpm, RpmRecipe } from '@slipway/testkit/rpm-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DnfOnHost, dnfOnHost, PATCH_SET, runTransaction, target } from '../../../test/made-dnf-host.ts';
import type { StagedFiles } from '../../ports/index.ts';
import { createPackageFiles } from '../package-files/index.ts';
import { RPM_BESIDE } from './recorded-files.ts';
import { TRANSACTION_NAME } from './transaction-command.ts';

// The real libdnf and rpm, from a frozen index to the package database and back.

let dnf: DnfOnHost;
let staged: StagedFiles;
beforeEach((context) => {
  dnf = dnfOnHost(context);
});
afterEach(() => dnf?.rpm.dispose());

const make = (name: string, version: string, more: Partial<RpmRecipe> = {}): MadeRpm =>
  dnf.rpm.make({ name, version, files: { [`/usr/share/${name}`]: `${version}\n` }, ...more });

const change = (kind: PlannedChange['kind'], name: string, from: string | null, to: string | null): PlannedChange => ({
  ...{ kind, name, architecture: 'noarch', from, to },
  ...{ file: null, automatic: false },
});

/** As the executor does, a transaction is run only after the host was asked what it would do. */
const offer = async (packages: readonly MadeRpm[]): Promise<void> => {
  staged = dnf.patchSet(packages).staged;
  const asked = await dnf.executor.proposeRemaining({ patchSetDigest: PATCH_SET, staged, targets: [] });
  if (!asked.ok) throw new Error(JSON.stringify(asked.reason));
};

/** With what it left behind for whoever asks what came of it. */
const apply = (
  changes: readonly PlannedChange[],
  conffiles: Parameters<typeof dnf.executor.transactionCommand>[0]['conffiles'] = [],
): unknown => {
  runTransaction(dnf.executor.transactionCommand({ staged, changes, conffiles }));
  return JSON.parse(readFileSync(join(dnf.rpm.folder, 'executor', TRANSACTION_NAME), 'utf8'));
};

describe('a transaction', () => {
  it('is written into dnf’s history under its number, and is nothing where all is at its version', async () => {
    dnf.rpm.install([make('app', '1.0-1')]);
    await offer([make('app', '1.1-1')]);
    const changes = [change('upgrade', 'app', '1.0-1', '1.1-1')];
    expect(apply(changes)).toEqual({ ok: true, value: { history: 1, conffiles: [] } });
    expect(await dnf.versions()).toEqual({ app: '1.1-1' });
    // Where people and the diagnosis of failures look.
    expect(readFileSync(join(dnf.rpm.root, 'var/log/dnf.rpm.log'), 'utf8')).toMatch(/Upgrade: app-1\.1-1\.noarch/);
    expect(apply(changes)).toEqual({ ok: true, value: { history: null, conffiles: [] } });
  });

  it('is found again in dnf’s history by its attempt, one that failed too, and no other', async () => {
    const attemptId = asAttemptId('attempt-1');
    const numbers = async (purpose: 'apply' | 'way-back' = 'apply', of = attemptId) => {
      const told = await dnf.executor.history({ purpose, attemptId: of });
      return told.ok ? told.value : told.reason;
    };
    dnf.rpm.install([make('app', '1.0-1'), make('lib', '1.0-1')]);
    const failing = make('lib', '1.1-1', { scripts: { pre: 'os.exit(1)' } });
    await offer([make('app', '1.1-1'), failing, make('app', '1.0-1')]);
    // Asking makes no history where there is none.
    expect(await numbers()).toEqual([]);
    const history = join(dnf.rpm.root, 'var/lib/dnf/history.sqlite');
    expect(existsSync(history)).toBe(false);
    const run = (changes: readonly PlannedChange[]) =>
      runTransaction(dnf.executor.transactionCommand({ attemptId, staged, changes, conffiles: [] }));
    run([change('upgrade', 'app', '1.0-1', '1.1-1')]);
    expect(() => run([change('upgrade', 'lib', '1.0-1', '1.1-1')])).toThrow(/rpm could not change/);
    apply([]);
    const previous = [{ name: 'app', architecture: 'noarch', version: '1.0-1', file: null }];
    runTransaction(dnf.executor.wayBackCommand({ attemptId, staged, previous }));
    expect([await numbers(), await numbers('way-back'), await numbers('apply', asAttemptId('attempt-2'))]).toEqual([
      [1, 2],
      [3],
      [],
    ]);
    writeFileSync(history, 'no database');
    expect(await numbers()).toMatchObject({ code: 'history-unknown' });
  });

  it('is what is left where somebody has come before it by hand, and nothing at all where all is there', async () => {
    dnf.rpm.install([make('app', '1.0-1'), make('lib', '1.0-1')]);
    const newer = [make('app', '1.1-1'), make('lib', '1.1-1')];
    await offer(newer);
    const left = async () => {
      const targets = [target('app', '1.1-1'), target('lib', '1.1-1')];
      const asked = await dnf.executor.proposeRemaining({ patchSetDigest: PATCH_SET, staged, targets });
      if (!asked.ok) throw new Error(asked.reason.code);
      expect(asked.value.refused).toEqual([]);
      return asked.value.changes.map(({ name, to }) => `${name} ${to}`);
    };
    const changes = [change('upgrade', 'app', '1.0-1', '1.1-1'), change('upgrade', 'lib', '1.0-1', '1.1-1')];
    dnf.rpm.rpm('--upgrade', '--force-debian', ...newer.slice(1).map(({ path }) => path));
    expect(await left()).toEqual(['app 1.1-1']);
    expect(apply(changes)).toMatchObject({ ok: true });
    expect(await left()).toEqual([]);
    expect(apply(changes)).toEqual({ ok: true, value: { history: null, conffiles: [] } });
    expect(await dnf.versions()).toEqual({ app: '1.1-1', lib: '1.1-1' });
  });

  it('refuses a package whose bytes are not those of the index, and changes nothing', async () => {
    dnf.rpm.install([make('app', '1.0-1')]);
    const newer = make('app', '1.1-1');
    await offer([newer]);
    const path = join(staged.directory, `${newer.sha256}.rpm`);
    writeFileSync(path, 'x'.repeat(statSync(path).size));
    expect(() => apply([change('upgrade', 'app', '1.0-1', '1.1-1')])).toThrow(/incorrect checksum/);
    expect(await dnf.versions()).toEqual({ app: '1.0-1' });
  });

  it('does not begin where dnf would do more than was asked for', async () => {
    dnf.rpm.install([make('lib', '1.0-1'), make('rival', '1.0-1')]);
    const packages = [
      make('lib', '1.2-1', { tags: ['Conflicts: rival'] }),
      make('lib', '1.3-1', { tags: ['Requires: fresh'] }),
      make('fresh', '3-1'),
    ];
    await offer(packages);
    expect(() => apply([change('upgrade', 'lib', '1.0-1', '1.2-1')])).toThrow(/rival.* would go, and nobody named it/);
    expect(() => apply([change('upgrade', 'lib', '1.0-1', '1.3-1')])).toThrow(
      /fresh.* would come, and nobody named it/,
    );
    expect(await dnf.versions()).toEqual({ lib: '1.0-1', rival: '1.0-1' });
    apply([change('upgrade', 'lib', '1.0-1', '1.2-1'), change('remove', 'rival', '1.0-1', null)]);
    expect(await dnf.versions()).toEqual({ lib: '1.2-1' });
  });

  it('lets nothing fall unless the plan says so', async () => {
    dnf.rpm.install([make('app', '1.1-1')]);
    await offer([make('app', '1.0-1')]);
    expect(() => apply([change('upgrade', 'app', '1.1-1', '1.0-1')])).toThrow(/would fall/);
    apply([change('downgrade', 'app', '1.1-1', '1.0-1')]);
    expect(await dnf.versions()).toEqual({ app: '1.0-1' });
  });

  it('never removes what nothing needs any more, nor takes what is only recommended', async () => {
    dnf.rpm.install([make('app', '1.0-1', { tags: ['Requires: old'] }), make('old', '1-1')]);
    await dnf.executor.restoreMarks([{ name: 'old', architecture: 'noarch', automatic: true }]);
    await offer([make('app', '1.1-1', { tags: ['Recommends: extra'] }), make('extra', '1-1')]);
    apply([change('upgrade', 'app', '1.0-1', '1.1-1')]);
    expect(await dnf.versions()).toEqual({ app: '1.1-1', old: '1-1' });
  });

  it('marks a new dependency as one in the same transaction', async () => {
    dnf.rpm.install([make('app', '1.0-1')]);
    await offer([make('app', '1.1-1', { tags: ['Requires: fresh'] }), make('fresh', '3-1')]);
    apply([
      change('upgrade', 'app', '1.0-1', '1.1-1'),
      { ...change('install', 'fresh', null, '3-1'), automatic: true },
    ]);
    const read = await dnf.observer.readPackages();
    expect(read.ok && read.value.packages.map(({ name, automatic }) => [name, automatic])).toEqual([
      ['app', false],
      ['fresh', true],
    ]);
  });

  it('puts a kernel beside the others, and takes it alone away again', async () => {
    const kernel = (version: string) =>
      make('kernel-core', version, {
        tags: ['Provides: installonlypkg(kernel)'],
        files: { [`/lib/modules/${version}/vmlinuz`]: version },
      });
    // The owner's limit of two would take the oldest away.
    dnf.rpm.write('etc/dnf/dnf.conf', '[main]\ninstallonly_limit=2\n');
    dnf.rpm.install([kernel('5.14.0-70'), kernel('5.14.0-427')]);
    const proposal = await dnf.propose([kernel('5.14.0-503')], [target('kernel-core', '5.14.0-503')]);
    expect(proposal.changes).toEqual([
      {
        ...{ kind: 'install-beside', name: 'kernel-core', architecture: 'noarch' },
        ...{ from: null, to: '5.14.0-503', automatic: false },
      },
    ]);
    await offer([kernel('5.14.0-503')]);
    apply([change('install-beside', 'kernel-core', null, '5.14.0-503')]);
    const kernels = async () => {
      const read = await dnf.observer.readPackages();
      return read.ok ? [read.value.database.state, ...read.value.packages.map(({ version }) => version)] : read;
    };
    expect(await kernels()).toEqual(['whole', '5.14.0-70', '5.14.0-427', '5.14.0-503']);
    const previous = [
      { ...{ name: 'kernel-core', architecture: 'noarch', version: null, file: null }, beside: '5.14.0-503' },
    ];
    runTransaction(dnf.executor.wayBackCommand({ staged, previous }));
    expect(await kernels()).toEqual(['whole', '5.14.0-70', '5.14.0-427']);
  });

  it('C09: takes old kernels away by version, all packages of each, and none of those beside them', async () => {
    const parts = ['kernel', 'kernel-core', 'kernel-modules', 'kernel-modules-core'];
    const kernel = (version: string) =>
      parts.map((name) =>
        make(name, version, {
          tags: [
            'Provides: installonlypkg(kernel)',
            ...(name === 'kernel'
              ? [`Requires: kernel-core = ${version}`, `Requires: kernel-modules = ${version}`]
              : []),
            ...(name === 'kernel-modules' ? [`Requires: kernel-modules-core = ${version}`] : []),
          ],
          files: { [`/lib/modules/${version}/${name}`]: version },
        }),
      );
    const versions = ['5.14.0-70', '5.14.0-162', '5.14.0-427'];
    dnf.rpm.install(versions.flatMap(kernel));
    await offer([]);
    const of = (version: string) => parts.map((name) => target(name, version));
    const standing = async () => {
      const read = await dnf.observer.readPackages();
      if (!read.ok) throw new Error(read.reason.code);
      return read.value.packages.map(({ name, version }) => `${name} ${version}`);
    };
    const all = await standing();
    const asked = async (remove: ReturnType<typeof of>) => {
      const answer = await dnf.executor.proposeRemaining({
        ...{ patchSetDigest: PATCH_SET, staged, targets: [], back: { remove } },
      });
      if (!answer.ok) throw new Error(answer.reason.code);
      return {
        goes: answer.value.changes.map(({ kind, name, from }) => `${kind} ${name} ${from}`).toSorted(),
        refused: answer.value.refused.map(({ name, version }) => `${name} ${version}`),
      };
    };
    expect(await asked(of('5.14.0-70'))).toEqual({
      ...{ goes: parts.map((name) => `remove ${name} 5.14.0-70`), refused: [] },
    });
    // What needs it would go with it: the executor has not named that, and begins nothing.
    expect((await asked(of('5.14.0-70').slice(1))).goes).toContain('remove kernel 5.14.0-70');
    apply(parts.map((name) => change('remove', name, '5.14.0-70', null)));
    expect(await standing()).toEqual(all.filter((line) => !line.endsWith('5.14.0-70')));
    // Gone already.
    expect(await asked(of('5.14.0-70'))).toEqual({ goes: [], refused: [] });
  });

  it('knows no repository but the index, whatever the host has', async () => {
    dnf.rpm.install([make('app', '1.0-1')]);
    const uri = dnf.rpm.repository('own', [make('app', '1.2-1'), make('app', '1.1-1')]);
    dnf.rpm.write('etc/yum.repos.d/own.repo', `[own]\nname=Own\nbaseurl=${uri}\ngpgcheck=0\n`);
    expect(await dnf.propose([], [target('app', '1.1-1')])).toMatchObject({
      changes: [],
      refused: [{ cause: 'unknown' }],
    });
  });
});

describe('what the host runs around its transactions', () => {
  it('runs around ours, and nothing else of its plug-ins is loaded', async () => {
    const plugins = join(dnf.rpm.folder, 'plugins');
    const hook = (name: string, content: string) => {
      mkdirSync(plugins, { recursive: true });
      writeFileSync(join(plugins, name), content);
    };
    const writes = (file: string) => `
import dnf
class Made(dnf.Plugin):
    name = '${file}'
    def transaction(self):
        open('${plugins}/${file}.ran', 'w').close()
`;
    hook('etckeeper.py', writes('etckeeper'));
    hook('subscription_manager.py', writes('subscription-manager'));
    dnf.rpm.write('etc/dnf/dnf.conf', `[main]\npluginpath=${plugins}\n`);
    dnf.rpm.install([make('app', '1.0-1')]);
    await offer([make('app', '1.1-1')]);
    apply([change('upgrade', 'app', '1.0-1', '1.1-1')]);
    expect(readdirSync(plugins).filter((name) => name.endsWith('.ran'))).toEqual(['etckeeper.ran']);
  });
});

describe('a configuration file that its owner changed (C10)', () => {
  const OWN = 'changed by its owner\n';
  const packaged = (version: string, config: 'noreplace' | 'replace') =>
    make('app', version, { files: { '/etc/app.conf': `packaged ${version}\n` }, config });

  it.each([
    ['keep', 'noreplace', OWN, '.rpmnew', 'packaged 1.1-1\n'],
    ['keep', 'replace', OWN, '.rpmnew', 'packaged 1.1-1\n'],
    ['replace', 'noreplace', 'packaged 1.1-1\n', '.rpmsave', OWN],
    ['replace', 'replace', 'packaged 1.1-1\n', '.rpmsave', OWN],
  ] as const)(
    'is as planned (%s) where the package says %s, and the other lies beside it',
    async (decision, config, content, end, other) => {
      dnf.rpm.install([packaged('1.0-1', config)]);
      dnf.rpm.write('etc/app.conf', OWN);
      const proposal = await dnf.propose([packaged('1.1-1', config)], [target('app', '1.1-1')]);
      expect(proposal.conffiles).toEqual([{ package: 'app', path: '/etc/app.conf' }]);
      await offer([packaged('1.1-1', config)]);
      const conffiles = [{ package: 'app', path: '/etc/app.conf', decision }];
      const answer = apply([change('upgrade', 'app', '1.0-1', '1.1-1')], conffiles);
      expect(readFileSync(join(dnf.rpm.root, 'etc/app.conf'), 'utf8')).toBe(content);
      expect(readFileSync(join(dnf.rpm.root, `etc/app.conf${end}`), 'utf8')).toBe(other);
      const files = createPackageFiles({ recorded: async () => [], besideEndings: RPM_BESIDE, root: dnf.rpm.root });
      expect(await files.leftBeside(conffiles)).toMatchObject({
        value: [{ beside: [{ path: `/etc/app.conf${end}` }] }],
      });
      expect(answer).toMatchObject({
        value: { conffiles: [{ package: 'app', path: '/etc/app.conf', decision, beside: [`/etc/app.conf${end}`] }] },
      });
      expect(readdirSync(join(dnf.rpm.root, 'etc')).filter((name) => name.startsWith('app.conf'))).toHaveLength(2);
    },
  );

  it('is not named where nobody changed it', async () => {
    dnf.rpm.install([packaged('1.0-1', 'noreplace')]);
    expect(await dnf.propose([packaged('1.1-1', 'noreplace')], [target('app', '1.1-1')])).toMatchObject({
      conffiles: [],
    });
  });

  it('is put right by the repair where the cut came before it was', async () => {
    const cut = "if posix.stat('/cut') then posix.unlink('/cut'); posix.kill(posix.getprocessid('pid'), 9) end";
    dnf.rpm.install([packaged('1.0-1', 'replace')]);
    dnf.rpm.write('etc/app.conf', OWN);
    const newer = make('app', '1.1-1', {
      ...{ files: { '/etc/app.conf': 'packaged 1.1-1\n' }, config: 'replace' },
      scripts: { posttrans: cut },
    });
    await offer([newer]);
    dnf.rpm.write('cut', '');
    const conffiles = [{ package: 'app', path: '/etc/app.conf', decision: 'keep' as const }];
    expect(() => apply([change('upgrade', 'app', '1.0-1', '1.1-1')], conffiles)).toThrow(
      expect.objectContaining({ signal: 'SIGKILL' }),
    );
    expect(readFileSync(join(dnf.rpm.root, 'etc/app.conf'), 'utf8')).not.toBe(OWN);
    expect(await dnf.executor.repair({ staged, wanted: [] })).toEqual({ ok: true, value: undefined });
    expect(readFileSync(join(dnf.rpm.root, 'etc/app.conf'), 'utf8')).toBe(OWN);
    expect(existsSync(join(dnf.rpm.root, 'etc/app.conf.rpmnew'))).toBe(true);
  });
});
