import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MadeRpm, RpmRecipe } from '@slipway/testkit/rpm-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DnfOnHost, dnfOnHost, PATCH_SET, runTransaction, target } from '../../../test/made-dnf-host.ts';

let dnf: DnfOnHost;
beforeEach((context) => {
  dnf = dnfOnHost(context);
});
afterEach(() => dnf?.rpm.dispose());

const make = (name: string, version: string, more: Partial<RpmRecipe> = {}): MadeRpm =>
  dnf.rpm.make({ name, version, files: { [`/usr/share/${name}`]: `${version}\n` }, ...more });

const read = async () => {
  const found = await dnf.observer.readPackages();
  if (!found.ok) throw new Error(JSON.stringify(found.reason));
  return found.value;
};

describe('the package database', () => {
  it('tells source packages with their versions, and no key as a package', async () => {
    dnf.rpm.install([make('lib', '1:2.0-1'), make('app', '1.0-3')]);
    expect((await read()).packages).toMatchObject([
      { name: 'app', version: '1.0-3', sourceName: 'app', sourceVersion: '1.0-3' },
      { name: 'lib', version: '1:2.0-1', sourceName: 'lib', sourceVersion: '1:2.0-1' },
    ]);
  });

  it('is unreadable and never empty where nothing can be read', async () => {
    expect(await dnf.observer.readPackages()).toMatchObject({ ok: false, reason: { code: 'package-database-broken' } });
    dnf.rpm.install([make('app', '1.0-1')]);
    writeFileSync(join(dnf.rpm.root, 'var/lib/rpm/rpmdb.sqlite'), 'this is no database\n');
    expect(await dnf.observer.readPackages()).toMatchObject({ ok: false, reason: { code: 'package-database-broken' } });
  });

  it('is the same to a user without privileges, who leaves no trace in it', async () => {
    dnf.rpm.install([make('app', '1.0-1'), make('lib', '1.0-1')]);
    await dnf.executor.restoreMarks([{ name: 'lib', architecture: 'noarch', automatic: true }]);
    const root = await read();
    const directory = join(dnf.rpm.folder, 'nobody');
    mkdirSync(directory);
    const nobody = Number(execFileSync('/usr/bin/id', ['-u', 'nobody'], { encoding: 'utf8' }));
    chmodSync(dnf.rpm.folder, 0o755);
    const asNobody = dnf.observerOf({
      directory,
      command: ['/usr/bin/setpriv', `--reuid=${nobody}`, '--clear-groups', '--'],
    });
    execFileSync('/usr/bin/chown', [String(nobody), directory]);
    expect(await asNobody.readPackages()).toEqual({ ok: true, value: root });
  });
});

describe('after a transaction that was cut (C05)', () => {
  const twice = (name: string, ...versions: readonly string[]): void => {
    for (const version of versions) {
      const made = make(name, version, { files: { [`/usr/share/${name}`]: `${version}\n` } });
      // What a kill between the new version's files and the old one's removal leaves.
      dnf.rpm.rpm('--install', '--force', '--nodeps', '--force-debian', made.path);
    }
  };
  const offer = async (packages: readonly MadeRpm[]) => {
    const { staged } = dnf.patchSet(packages);
    await dnf.executor.proposeRemaining({ patchSetDigest: PATCH_SET, staged, targets: [] });
    return staged;
  };

  it('two versions of one package are seen, the older one as what is wrong, and kernels are not', async () => {
    dnf.rpm.install([make('app', '1.0-1')]);
    twice('glibc', '2.34-1', '2.34-2');
    const kernel = (version: string) =>
      make('kernel', version, {
        tags: ['Provides: installonlypkg(kernel)'],
        files: { [`/boot/vmlinuz-${version}`]: '' },
      });
    dnf.rpm.install([kernel('5.14-1'), kernel('5.14-2')]);
    const { packages, database } = await read();
    expect(database.state).toBe('interrupted');
    expect(packages.map(({ name, version, state }) => `${name} ${version} ${state}`)).toEqual([
      'app 1.0-1 installed',
      'glibc 2.34-2 installed',
      'glibc 2.34-1 half-installed',
      'kernel 5.14-1 installed',
      'kernel 5.14-2 installed',
    ]);
  });

  it.each([
    ['the newest stays where no plan says another', [], '2.34-2'],
    ['the version of the plan stays', [{ name: 'glibc', architecture: 'noarch', version: '2.34-1' }], '2.34-1'],
  ])('%s, and its files are its own again', async (_which, wanted, stays) => {
    twice('glibc', '2.34-1', '2.34-2');
    dnf.rpm.install([make('app', '1.0-1', { tags: ['Requires: glibc'] })]);
    writeFileSync(join(dnf.rpm.root, 'usr/share/glibc'), '');
    const staged = await offer([make('glibc', '2.34-1'), make('glibc', '2.34-2')]);
    const file = { sha256: PATCH_SET, sizeBytes: 0 };
    const repaired = await dnf.executor.repair({ staged, wanted: wanted.map((one) => ({ ...one, file })) });
    expect(repaired).toEqual({ ok: true, value: undefined });
    expect(await dnf.versions()).toEqual({ app: '1.0-1', glibc: stays });
    expect((await read()).database.state).toBe('whole');
    expect(readFileSync(join(dnf.rpm.root, 'usr/share/glibc'), 'utf8')).toBe(`${stays}\n`);
  });

  const cut = "if posix.stat('/cut') then posix.unlink('/cut'); posix.kill(posix.getprocessid('pid'), 9) end";
  /** As the parts of one source want each other: in exactly their own version. */
  const chain = (version: string, cutIn?: string): readonly MadeRpm[] =>
    ['glibc', 'app', 'tool'].map((name, at, all) =>
      make(name, version, {
        tags: at === 0 ? [] : [`Requires: ${all[at - 1]} = ${version}`],
        ...(name === cutIn ? { scripts: { pre: cut } } : {}),
      }),
    );
  const wantedOf = (names: readonly string[]) =>
    names.map((name) => ({
      ...{ name, architecture: 'noarch', version: '1.1-1' },
      file: { sha256: PATCH_SET, sizeBytes: 0 },
    }));

  it.each(['app', 'tool'])(
    'goes forward where it was cut before %s, which wants exactly the version that goes',
    async (cutIn) => {
      const before = chain('1.0-1');
      const staged = await offer([...before, ...chain('1.1-1', cutIn)]);
      dnf.rpm.install(before);
      const changes = ['glibc', 'app', 'tool'].map((name) => ({
        ...{ kind: 'upgrade' as const, name, architecture: 'noarch', from: '1.0-1', to: '1.1-1' },
        ...{ file: null, automatic: false },
      }));
      dnf.rpm.write('cut', '');
      const command = dnf.executor.transactionCommand({ staged, changes, conffiles: [] });
      expect(() => runTransaction(command)).toThrow(expect.objectContaining({ signal: 'SIGKILL' }));
      expect((await read()).database.state).toBe('interrupted');
      const repaired = await dnf.executor.repair({ staged, wanted: wantedOf(['glibc', 'app', 'tool']) });
      expect(repaired).toEqual({ ok: true, value: undefined });
      expect(await dnf.versions()).toEqual({ app: '1.1-1', glibc: '1.1-1', tool: '1.1-1' });
      expect((await read()).database.state).toBe('whole');
    },
  );

  it('brings nothing that the cut transaction would not have brought', async () => {
    dnf.rpm.install(chain('1.0-1'));
    const after = chain('1.1-1');
    const [glibc] = after;
    if (glibc === undefined) throw new Error('three packages were made');
    dnf.rpm.rpm('--install', '--force', '--nodeps', '--force-debian', glibc.path);
    const staged = await offer(after);
    expect(await dnf.executor.repair({ staged, wanted: wantedOf(['glibc']) })).toMatchObject({
      ok: false,
      reason: { code: 'package-database-broken', facts: { state: expect.stringContaining('would come') } },
    });
    expect((await read()).packages.filter(({ name }) => name !== 'glibc')).toMatchObject([
      { name: 'app', version: '1.0-1' },
      { name: 'tool', version: '1.0-1' },
    ]);
  });

  it('is repaired without any file, by what is there', async () => {
    twice('glibc', '2.34-1', '2.34-2');
    expect(await dnf.executor.repair(null)).toEqual({ ok: true, value: undefined });
    expect(await dnf.versions()).toEqual({ glibc: '2.34-2' });
    expect((await read()).database.state).toBe('whole');
  });

  it('sees a package whose files were being replaced, and lets a transaction of somebody else be over when it is', async () => {
    dnf.rpm.install([make('app', '1.0-1')]);
    const newer = make('app', '1.1-1', { scripts: { pre: cut } });
    const apply = async () => {
      const staged = await offer([newer]);
      const changes = [
        {
          ...{ kind: 'upgrade' as const, name: 'app', architecture: 'noarch', from: '1.0-1', to: '1.1-1' },
          ...{ file: null, automatic: false },
        },
      ];
      runTransaction(dnf.executor.transactionCommand({ staged, changes, conffiles: [] }));
    };
    dnf.rpm.write('cut', '');
    await expect(apply()).rejects.toThrow(expect.objectContaining({ signal: 'SIGKILL' }));
    // Nothing was touched yet, and so nothing is broken.
    expect((await read()).database.state).toBe('whole');
    writeFileSync(join(dnf.rpm.root, 'usr/share/app'), '');
    expect(await read()).toMatchObject({
      packages: [{ name: 'app', version: '1.0-1', state: 'half-installed' }],
      database: { state: 'interrupted' },
    });
    const proposal = await dnf.propose([newer], [target('app', '1.1-1')]);
    expect(proposal.changes).toMatchObject([{ kind: 'upgrade', from: '1.0-1', to: '1.1-1' }]);
    await dnf.executor.repair({ staged: await offer([newer]), wanted: [] });
    await apply();
    expect(await read()).toMatchObject({
      packages: [{ version: '1.1-1', state: 'installed' }],
      database: { state: 'whole' },
    });
  });
});
