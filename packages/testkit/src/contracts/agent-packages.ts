import type { PackageExecutor, PackageObserver, StagedFiles, StagedVersion } from '@slipway/agent/ports';
import { asDigest } from '@slipway/core/ids';
import type { InstalledPackage } from '@slipway/core/inventory';
import type { PackageFile, PlatformIndex, ProposedChange } from '@slipway/core/patch-set';
import type { PlannedChange, PreviousVersion } from '@slipway/core/plan';
import { describe, expect, it } from 'vitest';

/**
 * A host with `app` 1.0 (asked for by name, depends on `lib`), `lib` 1.0 (came with it, marked automatic) and `spare` 1.0,
 * all independent of the architecture, under a patch set that offers each at 1.0 and 1.1, and `fresh` at 3.
 */
export interface PackagesUnderTest {
  /** How packages of its format say it. */
  readonly form: PackageForm;
  readonly observer: PackageObserver;
  readonly executor: PackageExecutor;
  readonly offer: {
    readonly index: PlatformIndex;
    readonly indexPath: string;
    readonly staged: StagedFiles;
    readonly wanted: readonly StagedVersion[];
  };
  /** As the transaction's unit runs it, to its end. */
  readonly run: (command: readonly string[]) => Promise<void>;
  /** The host is cut in the middle of this command. */
  readonly cut: (command: readonly string[]) => Promise<void>;
  readonly hold: (name: string) => Promise<void>;
  /** `null`: it makes no packages anew, or there is nothing here that could. */
  readonly rebuilds: {
    /** May be emptied. */
    readonly directory: string;
    /** As staging does it: the file is among the staged ones from then on. */
    readonly take: (path: string) => Promise<PackageFile>;
  } | null;
  readonly dispose: () => Promise<void>;
}

export interface PackageForm {
  /** `all`, `noarch` */
  readonly architecture: string;
  /** Of a number such as `1.0`. */
  readonly version: (upstream: string) => string;
}

export const DEB_FORM: PackageForm = { architecture: 'all', version: (upstream) => upstream };
export const RPM_FORM: PackageForm = { architecture: 'noarch', version: (upstream) => `${upstream}-1` };

const PATCH_SET = asDigest(`sha256:${'e'.repeat(64)}`);
type Target = Pick<StagedVersion, 'name' | 'architecture' | 'version'>;

const planned = (change: ProposedChange): PlannedChange => ({ ...change, file: null });
/**
 * What reporter and executor rely on of a package manager; what only one variant has (configuration files) is tested
 * beside it. As the executor does, a transaction is run only after the host was asked what it would do.
 */
export const describePackages = (name: string, create: () => Promise<PackagesUnderTest>): void => {
  const using = async (test: (under: PackagesUnderTest, words: Words) => Promise<void>): Promise<void> => {
    const under = await create();
    try {
      await test(under, wordsOf(under.form));
    } finally {
      await under.dispose();
    }
  };
  const read = async ({ observer, executor }: PackagesUnderTest) => {
    const seen = await observer.readPackages();
    const own = await executor.readPackages();
    // Root and the reporter see one database.
    expect(own).toEqual(seen);
    if (!seen.ok) throw new Error(seen.reason.code);
    return seen.value;
  };
  const versions = async (under: PackagesUnderTest): Promise<Readonly<Record<string, string>>> =>
    Object.fromEntries((await read(under)).packages.map((one) => [one.name, one.version]));
  const named = async (under: PackagesUnderTest, wanted: string): Promise<InstalledPackage | undefined> =>
    (await read(under)).packages.find((one) => one.name === wanted);
  /** By both who may ask, who must be told the same. */
  const propose = async (under: PackagesUnderTest, targets: readonly Target[], remove?: readonly Target[]) => {
    const { index, indexPath, staged } = under.offer;
    const wish = { patchSetDigest: PATCH_SET, targets, ...(remove === undefined ? {} : { back: { remove } }) };
    const told = await under.observer.propose({ ...wish, index, indexPath });
    const again = await under.executor.proposeRemaining({ ...wish, staged });
    expect(again).toEqual(told);
    if (!told.ok) throw new Error(told.reason.code);
    return told.value;
  };
  const commandFor = async (under: PackagesUnderTest, targets: readonly Target[]) => {
    const changes = (await propose(under, targets)).changes.map(planned);
    return under.executor.transactionCommand({ staged: under.offer.staged, changes, conffiles: [] });
  };

  describe(`${name} is a package manager`, () => {
    it('tells exact versions, marks and states, and a fingerprint that stays while nothing changes', async () =>
      await using(async (under, { at }) => {
        const { packages, database } = await read(under);
        expect(packages.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toMatchObject([
          { ...at('app', '1.0'), state: 'installed', automatic: false, held: false },
          { ...at('lib', '1.0'), state: 'installed', automatic: true, held: false },
          { ...at('spare', '1.0'), state: 'installed', automatic: false, held: false },
        ]);
        expect(database.state).toBe('whole');
        expect((await read(under)).database).toEqual(database);
      }));

    it('proposes exactly what was asked for, and changes nothing by it', async () =>
      await using(async (under, { v, the, both }) => {
        const { database } = await read(under);
        const proposal = await propose(under, both);
        expect(proposal).toMatchObject({ patchSetDigest: PATCH_SET, fingerprint: database.fingerprint, refused: [] });
        expect(proposal.changes).toEqual([
          { kind: 'upgrade', ...the('app'), from: v('1.0'), to: v('1.1'), automatic: false },
          { kind: 'upgrade', ...the('lib'), from: v('1.0'), to: v('1.1'), automatic: true },
        ]);
        expect((await read(under)).database).toEqual(database);
      }));

    it('does what it proposed, keeps the marks, and then has nothing left to propose', async () =>
      await using(async (under, { v, both }) => {
        const { database } = await read(under);
        await under.run(await commandFor(under, both));
        expect(await versions(under)).toEqual({ app: v('1.1'), lib: v('1.1'), spare: v('1.0') });
        expect(
          await under.executor.restoreMarks(both.map((one) => ({ ...one, automatic: one.name === 'lib' }))),
        ).toEqual({
          ok: true,
          value: undefined,
        });
        expect((await named(under, 'app'))?.automatic).toBe(false);
        expect((await named(under, 'lib'))?.automatic).toBe(true);
        expect((await read(under)).database.fingerprint).not.toBe(database.fingerprint);
        expect(await propose(under, both)).toMatchObject({ changes: [], refused: [] });
      }));

    it('does some of the targets alone and leaves itself whole, and then proposes the rest', async () =>
      await using(async (under, { v, at, the, both }) => {
        const all = [...both, at('spare', '1.1')];
        expect((await propose(under, all)).changes.map(({ name }) => name)).toEqual(['app', 'lib', 'spare']);
        const part = await propose(under, [at('spare', '1.1')]);
        expect(part).toMatchObject({ changes: [{ kind: 'upgrade', ...the('spare'), to: v('1.1') }], refused: [] });
        // As the executor asks between two parts: of all first, then of some, and what is run is for those.
        await propose(under, all);
        await under.run(await commandFor(under, [at('lib', '1.1')]));
        expect((await read(under)).database.state).toBe('whole');
        const rest = await propose(under, all);
        expect(rest.changes.map(({ name, from, to }) => [name, from, to])).toEqual([
          ['app', v('1.0'), v('1.1')],
          ['spare', v('1.0'), v('1.1')],
        ]);
        await under.run(await commandFor(under, all));
        expect(await versions(under)).toEqual({ app: v('1.1'), lib: v('1.1'), spare: v('1.1') });
      }));

    it('leaves alone what it was not asked for, what it lacks, and what is beyond its target', async () =>
      await using(async (under, { v, at }) => {
        await under.run(await commandFor(under, [at('spare', '1.1')]));
        const proposal = await propose(under, [at('spare', '1.0'), at('fresh', '3')]);
        expect(proposal).toMatchObject({ changes: [], refused: [] });
        expect(await versions(under)).toEqual({ app: v('1.0'), lib: v('1.0'), spare: v('1.1') });
      }));

    it('refuses what is held and a version that is not offered, by name, and goes on with the rest', async () =>
      await using(async (under, { at }) => {
        await under.hold('spare');
        expect((await named(under, 'spare'))?.held).toBe(true);
        const proposal = await propose(under, [at('lib', '1.1'), at('app', '7'), at('spare', '1.1')]);
        expect(proposal.changes.map((change) => change.name)).toEqual(['lib']);
        expect(proposal.refused).toEqual([
          { ...at('app', '7'), cause: 'unknown' },
          { ...at('spare', '1.1'), cause: 'held' },
        ]);
      }));

    it('installs a new dependency with the mark that it is given, and the way back takes it away again', async () =>
      await using(async (under, { v, the, before }) => {
        const { staged } = under.offer;
        await propose(under, []);
        const fresh: PlannedChange = {
          kind: 'install',
          ...the('fresh'),
          from: null,
          to: v('3'),
          file: null,
          automatic: true,
        };
        await under.run(under.executor.transactionCommand({ staged, changes: [fresh], conffiles: [] }));
        await under.executor.restoreMarks([{ ...the('fresh'), automatic: true }]);
        expect(await named(under, 'fresh')).toMatchObject({ version: v('3'), state: 'installed', automatic: true });
        await under.run(under.executor.wayBackCommand({ staged, previous: [before('fresh', null)] }));
        expect(await named(under, 'fresh')).toBeUndefined();
      }));

    it('goes back to the versions from before', async () =>
      await using(async (under, { v, the, before, both }) => {
        const { database } = await read(under);
        await under.run(await commandFor(under, both));
        const previous = [before('app', '1.0'), before('lib', '1.0')];
        await under.run(under.executor.wayBackCommand({ staged: under.offer.staged, previous }));
        await under.executor.restoreMarks([{ ...the('lib'), automatic: true }]);
        expect(await versions(under)).toEqual({ app: v('1.0'), lib: v('1.0'), spare: v('1.0') });
        expect((await read(under)).database).toEqual(database);
      }));

    it('goes back by a package that was made anew from what was installed (C40)', async () =>
      await using(async (under, { v, at, the, before, both }) => {
        const { executor, rebuilds } = under;
        if (rebuilds === null) return;
        const { database } = await read(under);
        const made = await executor.own?.rebuild(at('app', '1.0'), rebuilds.directory);
        if (made?.ok !== true) throw new Error(JSON.stringify(made));
        expect((await read(under)).database).toEqual(database);
        const file = await rebuilds.take(made.value);
        await under.run(await commandFor(under, both));
        const previous = [{ ...before('app', '1.0'), place: 'rebuilt' as const, file }, before('lib', '1.0')];
        await under.run(executor.wayBackCommand({ staged: under.offer.staged, previous }));
        await executor.restoreMarks([
          { ...the('app'), automatic: false },
          { ...the('lib'), automatic: true },
        ]);
        expect(await versions(under)).toEqual({ app: v('1.0'), lib: v('1.0'), spare: v('1.0') });
        expect((await read(under)).database).toEqual(database);
      }));

    it('makes nothing anew that is not installed at that version, and says whether it makes anything', async () =>
      await using(async ({ executor, observer, offer, rebuilds }, { at, both }) => {
        const { index, indexPath } = offer;
        const wish = { patchSetDigest: PATCH_SET, targets: both, index, indexPath };
        expect(await observer.propose(wish)).not.toHaveProperty('value.ownFiles');
        const told = await observer.propose({ ...wish, ownFiles: 'wanted' });
        const says = { cached: [], rebuilds: rebuilds === null ? 'impossible' : 'possible' };
        expect(told.ok && told.value.ownFiles).toEqual(executor.own === null ? undefined : says);
        if (executor.own === null || rebuilds === null) return;
        for (const version of [at('app', '7'), at('fresh', '3')]) {
          expect(await executor.own.rebuild(version, rebuilds.directory)).toMatchObject({
            ok: false,
            reason: { code: 'way-back-not-rebuilt', facts: { package: version.name, version: version.version } },
          });
        }
      }));

    it('proposes a way down exactly, with what is to go, does it, and has nothing left of it (M35)', async () =>
      await using(async (under, { v, at, the, both }) => {
        const { database } = await read(under);
        const { staged } = under.offer;
        await under.run(await commandFor(under, both));
        const fresh: PlannedChange = {
          ...{ kind: 'install', ...the('fresh'), from: null, to: v('3') },
          ...{ file: null, automatic: true },
        };
        await under.run(under.executor.transactionCommand({ staged, changes: [fresh], conffiles: [] }));
        await under.executor.restoreMarks([
          { ...the('app'), automatic: false },
          { ...the('lib'), automatic: true },
          { ...the('fresh'), automatic: true },
        ]);
        const down = [at('app', '1.0'), at('lib', '1.0')];
        const proposal = await propose(under, down, [at('fresh', '3')]);
        expect(proposal).toMatchObject({ refused: [] });
        expect(proposal.changes).toEqual([
          { kind: 'downgrade', ...the('app'), from: v('1.1'), to: v('1.0'), automatic: false },
          { kind: 'remove', ...the('fresh'), from: v('3'), to: null, automatic: true },
          { kind: 'downgrade', ...the('lib'), from: v('1.1'), to: v('1.0'), automatic: true },
        ]);
        const changes = proposal.changes.map(planned);
        await under.run(under.executor.transactionCommand({ staged, changes, conffiles: [] }));
        await under.executor.restoreMarks([{ ...the('lib'), automatic: true }]);
        expect((await read(under)).database).toEqual(database);
        expect(await propose(under, down, [at('fresh', '3')])).toMatchObject({ changes: [], refused: [] });
      }));

    it('goes no part of a way down where any of it is held or not offered, and says which', async () =>
      await using(async (under, { at, both }) => {
        await under.run(await commandFor(under, [...both, at('spare', '1.1')]));
        await under.hold('spare');
        const held = await propose(under, [at('app', '1.0'), at('spare', '1.0')], []);
        expect(held).toMatchObject({ changes: [], refused: [{ ...at('spare', '1.0'), cause: 'held' }] });
        const gone = await propose(under, [at('app', '1.0'), at('lib', '0.9')], []);
        expect(gone).toMatchObject({ changes: [], refused: [{ ...at('lib', '0.9'), cause: 'unknown' }] });
      }));

    it('shows that it was cut, and is whole after a repair and the same transaction once more', async () =>
      await using(async (under, { v, both }) => {
        const command = await commandFor(under, both);
        await under.cut(command);
        const { packages, database } = await read(under);
        expect(database.state).toBe('interrupted');
        expect(packages.some(({ state }) => state !== 'installed')).toBe(true);
        const { staged, wanted } = under.offer;
        expect(await under.executor.repair({ staged, wanted })).toEqual({ ok: true, value: undefined });
        await propose(under, both);
        await under.run(command);
        expect(await versions(under)).toEqual({ app: v('1.1'), lib: v('1.1'), spare: v('1.0') });
        expect((await read(under)).database.state).toBe('whole');
      }));

    it('is repaired by what is on the host, where no transaction of ours was cut, and changes nothing that is whole', async () =>
      await using(async (under) => {
        const before = await versions(under);
        expect(await under.executor.repair(null)).toEqual({ ok: true, value: undefined });
        expect(await versions(under)).toEqual(before);
        expect((await read(under)).database.state).toBe('whole');
      }));

    it('is free of others while nobody works', async () =>
      await using(async ({ executor }) => {
        expect(await executor.lockHolder()).toBeNull();
      }));
  });
};

interface Words {
  readonly v: PackageForm['version'];
  readonly the: (name: string) => Pick<Target, 'name' | 'architecture'>;
  readonly at: (name: string, upstream: string) => Target;
  readonly before: (name: string, upstream: string | null) => PreviousVersion;
  /** What most of the tests move. */
  readonly both: readonly Target[];
}

const wordsOf = ({ architecture, version: v }: PackageForm): Words => {
  const the = (name: string) => ({ name, architecture });
  const at = (name: string, upstream: string) => ({ ...the(name), version: v(upstream) });
  return {
    v,
    the,
    at,
    before: (name, upstream) => ({ ...the(name), version: upstream === null ? null : v(upstream), file: null }),
    both: [at('app', '1.1'), at('lib', '1.1')],
  };
};
