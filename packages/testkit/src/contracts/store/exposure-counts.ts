// Exposures as they were counted: what is kept of a count, how lists are read from it, and what makes it out of date.

import type { CountFilter, PackageId, Store, UpdateKey } from '@slipway/controller/ports';
import type { InstalledPackage } from '@slipway/core/inventory';
import { addMs, type Instant } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { aPackage, THE_MORNING } from '../../builders/index.ts';
import {
  aHostRecord,
  anUpdateCount,
  anUrgency,
  aStoredInventory,
  aStoredVerdict,
  hostIdOf,
  OF_BOOKWORM,
} from '../../store-rows/index.ts';
import { byPages, FIRST } from './pages.ts';

const at = (hour: number): Instant => addMs(THE_MORNING, hour * 3_600_000);
const OPENSSL = aPackage({ name: 'openssl', version: '3.0.15-1' });
const NGINX = aPackage({ name: 'nginx', version: '1.22.1-9' });

export const exposureCountsContract = (open: () => Store): void => {
  describe('counts of exposures', () => {
    lists(open);
    filters(open);
    replaced(open);
    marks(open);
    everything(open);
  });
};

const due = (hour: number | null, lane: 'scheduled' | 'unknown' | 'immediate' = 'immediate') => ({
  dueFirst: {
    vulnerability: `CVE-2026-${hour ?? 0}`,
    urgency: anUrgency({ lane, deadline: hour === null ? null : at(hour) }),
  },
});

const counted = async (store: Store, filter: CountFilter = {}) =>
  (await store.read(({ exposures }) => exposures.counted(FIRST, filter))).items;
const named = async (store: Store, filter: CountFilter = {}) =>
  (await counted(store, filter)).map(({ sourcePackage, hosts }) => `${sourcePackage} ${hosts}`);

/** Five updates, each with its deadline and its owners. */
const fill = async (store: Store): Promise<void> =>
  await store.write(async ({ exposures }) => {
    const shop = { environment: 'prod', owner: 'shop' };
    const save = (count: Parameters<typeof exposures.saveCount>[0]) => exposures.saveCount(count, at(1));
    await save(
      anUpdateCount({ sourcePackage: 'late', severity: 'high' }, due(9), { ...shop, ...due(5), hosts: 3, unknown: 1 }),
    );
    await save(anUpdateCount({ sourcePackage: 'soon', severity: 'low' }, { ...shop, ...due(3), rebootPending: 1 }));
    await save(anUpdateCount({ sourcePackage: 'soon', fixedVersion: '4', severity: null }, due(3)));
    await save(anUpdateCount({ sourcePackage: 'a-whenever', fixedVersion: null }, due(null, 'scheduled')));
    await save(anUpdateCount({ sourcePackage: 'nobody-knows', severity: 'critical' }, due(null, 'unknown')));
  });

const lists = (open: () => Store): void => {
  it('come by what is due first, then by lane, page by page, and add up', async () => {
    const store = open();
    await fill(store);
    const expected = ['soon 2', 'soon 2', 'late 5', 'nobody-knows 2', 'a-whenever 2'];
    expect(await named(store)).toEqual(expected);
    const pages = await byPages((page) => store.read(({ exposures }) => exposures.counted(page, {})), 2);
    expect(pages.map((page) => page.map(({ sourcePackage }) => sourcePackage))).toEqual([
      ['soon', 'soon'],
      ['late', 'nobody-knows'],
      ['a-whenever'],
    ]);
    const [, , late, , whenever] = await counted(store);
    expect(late).toEqual({
      release: OF_BOOKWORM,
      sourcePackage: 'late',
      fixedVersion: '3.0.17-1',
      vulnerabilities: 1,
      worstTenths: null,
      severity: 'high',
      hosts: 5,
      unknown: 1,
      rebootPending: 0,
      excepted: 0,
      ...due(5),
      countedAt: at(1),
    });
    expect(whenever?.fixedVersion).toBeNull();
    const totals = await store.read(({ exposures }) => exposures.totals({}, at(4)));
    expect(totals).toEqual({ updates: 5, overdue: 2, unknownUrgency: 1, excepted: 0 });
    expect(await named(store, { urgency: 'unknown' })).toEqual(['nobody-knows 2']);
    expect(await store.read(({ exposures }) => exposures.totals({ owner: 'nobody' }, at(4)))).toEqual({
      updates: 0,
      overdue: 0,
      unknownUrgency: 0,
      excepted: 0,
    });
  });

  it('count apart what an exception answers for, with a deadline of those hosts that are asked about', async () => {
    const store = open();
    await store.write(async ({ exposures }) => {
      const save = (count: Parameters<typeof exposures.saveCount>[0]) => exposures.saveCount(count, at(1));
      await save(
        anUpdateCount({ sourcePackage: 'some' }, { ...due(9), hosts: 2 }, { ...due(2), hosts: 0, excepted: 3 }),
      );
      await save(anUpdateCount({ sourcePackage: 'all' }, { ...due(1), hosts: 0, excepted: 4 }));
      await save(anUpdateCount({ sourcePackage: 'none' }, due(5)));
      await save(anUpdateCount({ sourcePackage: 'unsure' }, { ...due(7), hosts: 0, unknown: 1 }));
    });
    const rows = async (filter: CountFilter) =>
      (await counted(store, filter)).map(
        ({ sourcePackage, hosts, excepted, dueFirst }) =>
          `${sourcePackage} ${hosts} ${excepted} ${dueFirst.vulnerability}`,
      );
    expect(await rows({})).toEqual(['none 2 0 CVE-2026-5', 'unsure 0 0 CVE-2026-7', 'some 2 3 CVE-2026-9']);
    expect(await rows({ excepted: 'only' })).toEqual(['all 0 4 CVE-2026-1', 'some 2 3 CVE-2026-2']);
    expect(await rows({ dueBy: at(5) })).toEqual(['none 2 0 CVE-2026-5']);
    expect(await rows({ dueBy: at(1), excepted: 'only' })).toEqual(['all 0 4 CVE-2026-1']);
    const totals = await store.read(({ exposures }) => exposures.totals({}, at(6)));
    expect(totals).toEqual({ updates: 3, overdue: 1, unknownUrgency: 0, excepted: 2 });
  });

  it('are found for single updates, with what was kept of how urgent they are', async () => {
    const store = open();
    const kept = { sourcePackage: 'b', exploited: 2, epssPpm: 910_000 };
    await store.write(async ({ exposures }) => {
      await exposures.saveCount(anUpdateCount(kept, { hosts: 2, excepted: 1 }, { hosts: 3, unknown: 4 }), at(1));
      await exposures.saveCount(anUpdateCount({ sourcePackage: 'a', fixedVersion: null }), at(1));
      await exposures.saveCount(anUpdateCount({ sourcePackage: 'not-asked-for' }), at(1));
    });
    const asked = [
      anUpdateCount(kept),
      anUpdateCount({ sourcePackage: 'a', fixedVersion: null }),
      anUpdateCount({ sourcePackage: 'c' }),
    ];
    const found = await store.read(({ exposures }) => exposures.countsOf(asked));
    expect(found).toEqual([
      { release: OF_BOOKWORM, sourcePackage: 'a', fixedVersion: null, hosts: 2, unknown: 0, excepted: 0 },
      { release: OF_BOOKWORM, sourcePackage: 'b', fixedVersion: '3.0.17-1', hosts: 5, unknown: 4, excepted: 1 },
    ]);
    expect((await counted(store)).find(({ sourcePackage }) => sourcePackage === 'b')).toMatchObject(kept);
    expect((await counted(store, { exploited: true })).map(({ sourcePackage }) => sourcePackage)).toEqual(['b']);
    expect((await counted(store, { sourcePackage: 'a' })).map(({ sourcePackage }) => sourcePackage)).toEqual(['a']);
  });

  it('are marked one by one where an exception comes or goes', async () => {
    const store = open();
    const marked = async () =>
      (await store.read(({ exposures }) => exposures.uncounted(9))).map((one) => one.sourcePackage);
    await store.write(({ exposures }) => exposures.countAgain([]));
    expect(await marked()).toEqual([]);
    const again = [anUpdateCount({ sourcePackage: 'b' }), anUpdateCount({ sourcePackage: 'a', fixedVersion: null })];
    await store.write(({ exposures }) => exposures.countAgain(again));
    await store.write(({ exposures }) => exposures.countAgain(again.slice(1)));
    expect(await marked()).toEqual(['b', 'a']);
    const [, none] = await store.read(({ exposures }) => exposures.uncounted(9));
    expect(none?.fixedVersion).toBeNull();
  });

  it('refuse a cursor that no page gave', async () => {
    const store = open();
    const read = store.read(({ exposures }) => exposures.counted({ after: '["x"]', limit: 1 }, {}));
    await expect(read).rejects.toMatchObject({ reason: { code: 'input-invalid' } });
  });
};

const filters = (open: () => Store): void => {
  it('are asked by environment, owner, deadline, severity and whether there is a fix', async () => {
    const store = open();
    await fill(store);
    expect(await named(store, { owner: 'shop' })).toEqual(['soon 2', 'late 3']);
    expect(await named(store, { owner: 'shop', environment: 'dev' })).toEqual([]);
    expect(await named(store, { dueBy: at(3) })).toEqual(['soon 2', 'soon 2']);
    expect(await named(store, { dueBy: at(5) })).toEqual(['soon 2', 'soon 2', 'late 5']);
    expect(await named(store, { dueBy: at(2) })).toEqual([]);
    // Nobody said that what was never rated is less.
    expect(await named(store, { severity: 'high' })).toEqual(['soon 2', 'late 5', 'nobody-knows 2', 'a-whenever 2']);
    expect(await named(store, { fix: 'none' })).toEqual(['a-whenever 2']);
    expect(await named(store, { fix: 'some', severity: 'critical' })).toEqual(['soon 2', 'nobody-knows 2']);
  });
};

const replaced = (open: () => Store): void => {
  it('replace the count before; without hosts nothing is left', async () => {
    const store = open();
    const save = (count: ReturnType<typeof anUpdateCount>) =>
      store.write(({ exposures }) => exposures.saveCount(count, at(2)));
    await save(anUpdateCount({}, due(1), due(2)));
    await save(anUpdateCount({}, { ...due(3), hosts: 7 }));
    expect(await counted(store)).toMatchObject([{ hosts: 7, countedAt: at(2), ...due(3) }]);
    await save({ ...anUpdateCount(), hosts: [] });
    expect(await counted(store)).toEqual([]);
  });
};

const report = async (
  store: Store,
  hostId: string,
  packages: readonly InstalledPackage[],
  kernel = { running: '6.1.0-50', nextBoot: '6.1.0-50', installed: ['6.1.0-50'] },
): Promise<void> =>
  await store.write(async ({ fleet }) => {
    if ((await fleet.host(hostIdOf(hostId))) === null) await fleet.addHost(aHostRecord({ hostId }));
    await fleet.putInventory(hostIdOf(hostId), aStoredInventory({ packages, system: { kernel } }));
  });

const judge = async (store: Store, name: string, fixedVersion: string | null): Promise<void> =>
  await store.write(async ({ knowledge }) => {
    const [version] = await knowledge.versionsOf(name, null);
    const packageId: PackageId = version?.packageId ?? 0;
    const verdicts = fixedVersion === null ? [] : [aStoredVerdict({ sourcePackage: name, fixedVersion })];
    await knowledge.saveAssessment({ packageId, release: OF_BOOKWORM, subjects: [], verdicts }, at(1));
  });

/** What is marked, as text; all of it is counted then. */
const takeMarks = async (store: Store): Promise<readonly string[]> =>
  await store.write(async ({ exposures }) => {
    const keys = await exposures.uncounted(100);
    expect(await exposures.countUncounted()).toBe(keys.length);
    for (const key of keys) await exposures.saveCount(anUpdateCount(key), at(2));
    expect(await exposures.countUncounted()).toBe(0);
    return keys.map(textOf).sort();
  });
const textOf = ({ sourcePackage, fixedVersion }: UpdateKey): string => `${sourcePackage} ${fixedVersion}`;

const change = async (store: Store, hostId: string, given: object): Promise<void> =>
  await store.write(async ({ fleet }) => {
    const host = await fleet.host(hostIdOf(hostId));
    if (host === null) throw new Error(`no host ${hostId}`);
    expect(await fleet.saveHost({ ...host, value: { ...host.value, ...given } })).toBe(true);
  });

const marks = (open: () => Store): void => {
  it('hold no more once verdicts, hosts, labels, kernels or what hosts face have changed, and only then', async () => {
    const store = open();
    await report(store, 'a', [OPENSSL, NGINX]);
    expect(await takeMarks(store)).toEqual([]);
    await judge(store, 'openssl', '3.0.17-1');
    expect(await takeMarks(store)).toEqual(['openssl 3.0.17-1']);
    await judge(store, 'openssl', '3.0.17-1');
    expect(await takeMarks(store)).toEqual([]);
    await judge(store, 'openssl', '3.0.18-1');
    expect(await takeMarks(store)).toEqual(['openssl 3.0.17-1', 'openssl 3.0.18-1']);
    await judge(store, 'nginx', null);
    expect(await takeMarks(store)).toEqual([]);

    await report(store, 'b', [OPENSSL]);
    expect(await takeMarks(store)).toEqual(['openssl 3.0.18-1']);
    await report(store, 'b', [OPENSSL]);
    expect(await takeMarks(store)).toEqual([]);
    await report(store, 'b', [OPENSSL], { running: '6.1.0-50', nextBoot: '6.1.0-51', installed: ['6.1.0-50'] });
    expect(await takeMarks(store)).toEqual(['openssl 3.0.18-1']);
    await change(store, 'b', { hostname: 'another' });
    expect(await takeMarks(store)).toEqual([]);
    await change(store, 'b', { labels: { owner: 'shop' } });
    expect(await takeMarks(store)).toEqual(['openssl 3.0.18-1']);
    for (const hour of [1, 2]) {
      await store.write(({ knowledge }) => knowledge.restart('facing-changed', 'b', at(hour)));
      expect(await takeMarks(store)).toEqual(['openssl 3.0.18-1']);
    }
    await change(store, 'b', { retiredAt: at(3) });
    expect(await takeMarks(store)).toEqual(['openssl 3.0.18-1']);
    await report(store, 'a', [NGINX]);
    expect(await takeMarks(store)).toEqual(['openssl 3.0.18-1']);
  });
};

const everything = (open: () => Store): void => {
  it('hold no more, none of them, where facts or rules changed', async () => {
    const store = open();
    await report(store, 'a', [OPENSSL]);
    await judge(store, 'openssl', '3.0.17-1');
    await store.write(({ exposures }) => exposures.saveCount(anUpdateCount({ sourcePackage: 'kept' }), at(1)));
    await takeMarks(store);
    for (let again = 0; again < 2; again++) await store.write(({ exposures }) => exposures.countEverythingAgain());
    expect(await store.read(({ exposures }) => exposures.uncounted(1))).toHaveLength(1);
    expect(await takeMarks(store)).toEqual(['kept 3.0.17-1', 'openssl 3.0.17-1']);
  });
};
