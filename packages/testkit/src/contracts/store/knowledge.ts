import type { PackageId, Store, StoreView } from '@slipway/controller/ports';
import type { KnowledgeRecord } from '@slipway/core/advisory';
import { addMs, type Instant } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { aPackage, THE_MORNING } from '../../builders/index.ts';
import {
  aHostRecord,
  anAdvisoryRecord,
  aStatement,
  aStoredFeed,
  aStoredInventory,
  aStoredVerdict,
  aSupportStatus,
  hostIdOf,
  OF_BOOKWORM,
  someFacts,
} from '../../store-rows/index.ts';
import { byPages } from './pages.ts';

export const knowledgeContract = (open: () => Store): void => {
  describe('what feeds say', () => {
    settings(open);
    imports(open);
    knownTime(open);
    facts(open);
    advisories(open);
  });
};

const at = (hour: number): Instant => addMs(THE_MORNING, hour * 3_600_000);
const OPENSSL = { kind: 'source', name: 'openssl' } as const;

/** One whole import. */
export const read = async (
  store: Store,
  records: readonly KnowledgeRecord[],
  when: Instant,
  feed = 'debian',
): ReturnType<StoreView['knowledge']['finishImport']> =>
  await store.write(async ({ knowledge }) => {
    if ((await knowledge.feed(feed)) === null) await knowledge.addFeed(aStoredFeed({ name: feed }));
    const number = await knowledge.beginImport(feed, when);
    expect(await knowledge.addPortion(number, records)).toEqual([]);
    return await knowledge.finishImport(number, { at: when, feedDate: when });
  });

/** A host with one version of a package. */
export const carried = async (store: Store, hostId = 'host-1', version = '3.0.15-1'): Promise<PackageId> =>
  await store.write(async (change) => {
    if ((await change.fleet.host(hostIdOf(hostId))) === null) await change.fleet.addHost(aHostRecord({ hostId }));
    await change.fleet.putInventory(
      hostIdOf(hostId),
      aStoredInventory({ packages: [aPackage({ name: 'openssl', version })] }),
    );
    const [found] = await change.knowledge.packagesOn(hostIdOf(hostId), null);
    return found?.packageId ?? 0;
  });

const statements = async (store: Store, asOf: Instant | null = null) =>
  await store.read(({ knowledge }) => knowledge.statementsFor([OPENSSL], asOf));
const ids = async (store: Store, asOf: Instant | null = null) =>
  (await statements(store, asOf)).map(({ recordId }) => recordId);

const settings = (open: () => Store): void => {
  it('keeps feeds by name, saves the revision that was read, and lists those that stand', async () => {
    const store = open();
    await store.write(async ({ knowledge }) => {
      await knowledge.addFeed(aStoredFeed({ name: 'kev' }));
      await knowledge.addFeed(aStoredFeed({ name: 'debian' }));
      await knowledge.addFeed(aStoredFeed({ name: 'gone', removedAt: THE_MORNING }));
    });
    const changed = aStoredFeed({ name: 'kev', goodAt: THE_MORNING });
    const save = (revision: number) => store.write(({ knowledge }) => knowledge.saveFeed({ revision, value: changed }));
    expect(await save(1)).toBe(true);
    expect(await save(1)).toBe(false);
    expect(await store.read(({ knowledge }) => knowledge.feed('kev'))).toEqual({ revision: 2, value: changed });
    expect(await store.read(({ knowledge }) => knowledge.feed('nothing'))).toBeNull();
    expect(await store.read(({ knowledge }) => knowledge.feed('gone'))).not.toBeNull();
    const listed = await store.read(({ knowledge }) => knowledge.feeds());
    expect(listed.map(({ value }) => value.spec.name)).toEqual(['debian', 'kev']);
  });
};

const imports = (open: () => Store): void => {
  it('shows nothing of an import before it is finished, and drops what an unfinished one left', async () => {
    const store = open();
    await read(store, [anAdvisoryRecord({ recordId: 'DSA-1' })], at(1));
    const number = await store.write(async ({ knowledge }) => {
      const begun = await knowledge.beginImport('debian', at(2));
      await knowledge.addPortion(begun, [anAdvisoryRecord({ recordId: 'DSA-2' })]);
      return begun;
    });
    expect(await ids(store)).toEqual(['DSA-1']);
    const again = await store.write(({ knowledge }) => knowledge.beginImport('debian', at(3)));
    await expect(
      store.write(({ knowledge }) => knowledge.finishImport(number, { at: at(3), feedDate: at(3) })),
    ).rejects.toThrow('finished or dropped');
    await store.write(({ knowledge }) => knowledge.addPortion(again, [anAdvisoryRecord({ recordId: 'DSA-3' })]));
    await store.write(({ knowledge }) => knowledge.finishImport(again, { at: at(3), feedDate: at(3) }));
    expect(await ids(store)).toEqual(['DSA-3']);
  });

  it('counts what differs, and touches nothing that is the same', async () => {
    const store = open();
    const same = anAdvisoryRecord({ recordId: 'DSA-1' });
    const other = anAdvisoryRecord({ recordId: 'DSA-2' });
    expect(await read(store, [same, other], at(1))).toEqual({ records: 2, opened: 2, closed: 0 });
    expect(await read(store, [other, same], at(2))).toEqual({ records: 2, opened: 0, closed: 0 });
    const changed = anAdvisoryRecord({ recordId: 'DSA-2', summary: 'said otherwise' });
    expect(await read(store, [same, changed], at(3))).toEqual({ records: 2, opened: 1, closed: 1 });
    expect(await read(store, [changed], at(4))).toEqual({ records: 1, opened: 0, closed: 1 });
  });

  it('names records that stand twice with different contents, also in another portion and under a known name', async () => {
    const store = open();
    const one = anAdvisoryRecord({ recordId: 'DSA-1' });
    const two = anAdvisoryRecord({ recordId: 'DSA-1', summary: 'another' });
    await read(store, [one], at(1));
    await store.write(async ({ knowledge }) => {
      const number = await knowledge.beginImport('debian', at(2));
      expect(await knowledge.addPortion(number, [one, one])).toEqual([]);
      expect(await knowledge.addPortion(number, [one])).toEqual([]);
      expect(await knowledge.addPortion(number, [two])).toEqual(['DSA-1']);
      const next = await knowledge.beginImport('debian', at(2));
      expect(await knowledge.addPortion(next, [two])).toEqual([]);
      expect(await knowledge.addPortion(next, [one])).toEqual(['DSA-1']);
      expect(
        await knowledge.addPortion(next, [
          anAdvisoryRecord({ recordId: 'DSA-9' }),
          anAdvisoryRecord({ recordId: 'DSA-9', severity: null }),
        ]),
      ).toEqual(['DSA-9']);
    });
  });

  it('closes nothing under a name that still stands in the feed and could not be read', async () => {
    const store = open();
    const [one, two, three] = ['DSA-1', 'DSA-2', 'DSA-3'].map((recordId) => anAdvisoryRecord({ recordId }));
    if (one === undefined || two === undefined || three === undefined) throw new Error('three were made');
    await read(store, [one, two, three], at(1));
    const said = anAdvisoryRecord({ recordId: 'DSA-3', summary: 'of which a part could not be read' });
    const end = await store.write(async ({ knowledge }) => {
      const number = await knowledge.beginImport('debian', at(2));
      await knowledge.addPortion(number, [said]);
      return await knowledge.finishImport(number, { at: at(2), feedDate: at(2), unread: ['DSA-2', 'DSA-3', 'DSA-9'] });
    });
    expect(end).toEqual({ records: 1, opened: 1, closed: 2 });
    expect(await ids(store)).toEqual(['DSA-2', 'DSA-3']);
    await read(store, [said], at(3));
    expect(await ids(store)).toEqual(['DSA-3']);
  });

  it('keeps every term of the support that one release is given', async () => {
    const store = open();
    const terms = (['standard', 'long-term', 'extended'] as const).map((kind) => aSupportStatus({ kind }));
    expect(await read(store, terms, at(1))).toEqual({ records: 3, opened: 3, closed: 0 });
    const known = await store.read(({ knowledge }) => knowledge.support(null));
    expect(known.map(({ record }) => record.kind).sort()).toEqual(['extended', 'long-term', 'standard']);
  });

  it('keeps what other feeds say under the same name', async () => {
    const store = open();
    await read(store, [anAdvisoryRecord({ recordId: 'DSA-1' })], at(1));
    await read(store, [anAdvisoryRecord({ recordId: 'DSA-1' })], at(1), 'mirror');
    await read(store, [], at(2), 'mirror');
    expect((await statements(store)).map(({ feed }) => feed)).toEqual(['debian']);
  });
};

const knownTime = (open: () => Store): void => {
  it('answers as of a day with what was known then', async () => {
    const store = open();
    const before = anAdvisoryRecord({ recordId: 'DSA-1' });
    const after = anAdvisoryRecord({
      recordId: 'DSA-1',
      statements: [aStatement({ source: 'openssl', fixed: '3.0.18-1' })],
    });
    await read(store, [before], at(1));
    await read(store, [after], at(3));
    await read(store, [], at(5));
    const [then] = await statements(store, at(2));
    expect(then).toMatchObject({ feedDate: at(1), advisory: 'DSA-1', statement: before.record.statements[0] });
    expect(await statements(store, at(3))).toMatchObject([{ statement: after.record.statements[0] }]);
    expect(await ids(store, THE_MORNING)).toEqual([]);
    expect(await ids(store, at(5))).toEqual([]);
    expect(await ids(store)).toEqual([]);
  });

  it('dates a record by its feed, however long ago it changed', async () => {
    const store = open();
    const record = anAdvisoryRecord({ recordId: 'DSA-1' });
    await read(store, [record], at(1));
    await read(store, [record], at(9));
    expect((await statements(store)).map(({ feedDate }) => feedDate)).toEqual([at(9)]);
    expect((await statements(store, at(4))).map(({ feedDate }) => feedDate)).toEqual([at(1)]);
  });

  it('gives statements about the subjects that were asked for, of whatever release, and no others', async () => {
    const store = open();
    const trixie = { distribution: 'debian', release: 'trixie' };
    const several = [
      aStatement({ source: 'openssl', fixed: '1' }),
      aStatement({ source: 'openssl', fixed: '2', release: trixie }),
      aStatement({ source: 'nginx', fixed: '3' }),
      { ...aStatement({ source: 'openssl', fixed: '4' }), subject: { kind: 'binary', name: 'openssl' } as const },
    ];
    await read(store, [anAdvisoryRecord({ recordId: 'DSA-1', statements: several })], at(1));
    const asked = await store.read(({ knowledge }) =>
      knowledge.statementsFor([OPENSSL, { kind: 'source', name: 'nginx' }], null),
    );
    expect(asked.map(({ statement }) => statement)).toEqual([several[0], several[1], several[2]]);
    const none = await store.read(({ knowledge }) => knowledge.statementsFor([], null));
    expect(none).toEqual([]);
  });

  it('forgets what was closed before the limit, and only that', async () => {
    const store = open();
    await read(
      store,
      ['DSA-1', 'DSA-2'].map((recordId) => anAdvisoryRecord({ recordId })),
      at(1),
    );
    await read(store, [anAdvisoryRecord({ recordId: 'DSA-2' })], at(2));
    const forget = (before: Instant) => store.write(({ knowledge }) => knowledge.forgetClosedBefore(before, 100));
    expect(await forget(at(2))).toBe(0);
    expect(await ids(store, at(1))).toEqual(['DSA-1', 'DSA-2']);
    expect(await forget(at(3))).toBe(1);
    expect(await ids(store, at(1))).toEqual(['DSA-2']);
  });
};

const facts = (open: () => Store): void => {
  it('keeps what each feed says of a vulnerability, of support and of makers', async () => {
    const store = open();
    const scored = someFacts({ vulnerability: 'CVE-2026-1' });
    const listed = someFacts({ vulnerability: 'CVE-2026-1', cvss: [], rejected: false });
    const support = aSupportStatus({ kind: 'long-term' });
    const maker = {
      kind: 'maker-release',
      release: { product: 'app', version: '2', publishedAt: null, link: null },
    } as const;
    await read(store, [scored, someFacts({ vulnerability: 'CVE-2026-2' }), support], at(1), 'b');
    await read(store, [listed, maker, aSupportStatus({ sourcePackage: 'golang-*', kind: 'limited' })], at(1), 'a');
    const found = await store.read(async ({ knowledge }) => ({
      facts: await knowledge.facts(['CVE-2026-1', 'CVE-2026-9'], null),
      support: await knowledge.support(null),
      maker: await knowledge.makerReleases('app', null),
      other: await knowledge.makerReleases('other', null),
    }));
    expect(found.facts.map(({ feed, record }) => [feed, record])).toEqual([
      ['a', listed.facts],
      ['b', scored.facts],
    ]);
    expect(found.support.map(({ record }) => record.kind).sort()).toEqual(['limited', 'long-term']);
    expect(found.maker.map(({ record }) => record)).toEqual([maker.release]);
    expect(found.other).toEqual([]);
  });

  it('keeps how facts were where somebody was exposed, and of all others only how they are', async () => {
    const store = open();
    const packageId = await carried(store);
    const assessment = { packageId, release: OF_BOOKWORM, subjects: [OPENSSL], verdicts: [aStoredVerdict()] };
    await store.write(({ knowledge }) => knowledge.saveAssessment(assessment, at(1)));
    const both = ['CVE-2026-1', 'CVE-2026-2'];
    await read(
      store,
      both.map((vulnerability) => someFacts({ vulnerability })),
      at(1),
    );
    await read(
      store,
      both.map((vulnerability) => someFacts({ vulnerability, cvss: [] })),
      at(3),
    );
    const of = async (asOf: Instant | null) =>
      (await store.read(({ knowledge }) => knowledge.facts(both, asOf))).map(({ record }) => [
        record.vulnerability,
        record.cvss.length,
      ]);
    expect(await of(null)).toEqual([
      ['CVE-2026-1', 0],
      ['CVE-2026-2', 0],
    ]);
    expect(await of(at(2))).toEqual([['CVE-2026-1', 1]]);
  });
};

const advisories = (open: () => Store): void => {
  it('lists advisories by name, page by page, without their statements', async () => {
    const store = open();
    await read(
      store,
      ['DSA-2', 'DSA-1', 'DSA-3'].map((recordId) => anAdvisoryRecord({ recordId })),
      at(1),
    );
    await read(store, [anAdvisoryRecord({ recordId: 'x', name: 'DSA-2' })], at(1), 'mirror');
    const pages = await byPages((page) => store.read(({ knowledge }) => knowledge.advisories(page, null)), 3);
    expect(pages.map((page) => page.map(({ feed, record }) => `${record.name} ${feed}`))).toEqual([
      ['DSA-1 debian', 'DSA-2 debian', 'DSA-2 mirror'],
      ['DSA-3 debian'],
    ]);
    expect(pages[0]?.[0]?.record).not.toHaveProperty('statements');
    expect(
      (await store.read(({ knowledge }) => knowledge.advisories({ after: null, limit: 9 }, THE_MORNING))).items,
    ).toEqual([]);
  });

  it('lists what a feed says now, page by page', async () => {
    const store = open();
    const advisory = (recordId: string) => anAdvisoryRecord({ recordId, name: `name of ${recordId}` });
    await read(store, [advisory('DSA-2'), advisory('DSA-1'), someFacts({ vulnerability: 'CVE-2026-1' })], at(1));
    await read(store, [advisory('x')], at(1), 'mirror');
    await read(store, [advisory('DSA-3'), advisory('DSA-1'), someFacts({ vulnerability: 'CVE-2026-1' })], at(2));
    const list = async (feed: string, limit: number) =>
      await byPages((page) => store.read(({ knowledge }) => knowledge.feedRecords(feed, page)), limit);
    const records = [
      { kind: 'advisory', key: 'DSA-1', name: 'name of DSA-1', knownFrom: at(1) },
      { kind: 'advisory', key: 'DSA-3', name: 'name of DSA-3', knownFrom: at(2) },
      { kind: 'vulnerability-facts', key: 'CVE-2026-1', name: null, knownFrom: at(1) },
    ];
    expect(await list('debian', 9)).toEqual([records]);
    expect(await list('debian', 1)).toEqual(records.map((record) => [record]));
    expect(await list('mirror', 9)).toMatchObject([[{ key: 'x' }]]);
    expect(await list('nobody', 9)).toEqual([[]]);
  });

  it('finds one whole by its name or by a vulnerability that it names', async () => {
    const store = open();
    const record = anAdvisoryRecord({ recordId: 'DSA-1', vulnerabilities: ['CVE-2026-1', 'CVE-2026-2'] });
    await read(store, [record, anAdvisoryRecord({ recordId: 'DSA-2', vulnerabilities: ['CVE-2026-3'] })], at(1));
    const find = async (name: string, asOf: Instant | null = null) =>
      (await store.read(({ knowledge }) => knowledge.advisory(name, asOf))).map((found) => found.record);
    expect(await find('DSA-1')).toEqual([record.record]);
    expect(await find('CVE-2026-2')).toEqual([record.record]);
    expect(await find('CVE-2026-9')).toEqual([]);
    expect(await find('DSA-1', THE_MORNING)).toEqual([]);
  });
};
