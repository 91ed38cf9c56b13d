// What answers about exposures ask beside the rows themselves: whose, how severe, by what, and who is not spoken of.

import type { PackageId, Store } from '@slipway/controller/ports';
import { addMs, type Instant } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { aPackage, THE_MORNING } from '../../builders/index.ts';
import {
  aHostRecord,
  anAdvisoryRecord,
  aStoredFeed,
  aStoredInventory,
  aStoredVerdict,
  hostIdOf,
  OF_BOOKWORM,
} from '../../store-rows/index.ts';
import { read } from './knowledge.ts';
import { byPages, FIRST } from './pages.ts';

const at = (hour: number): Instant => addMs(THE_MORNING, hour * 3_600_000);
const OPENSSL = aPackage({ name: 'openssl', version: '3.0.15-1' });

export const exposureQuestionsContract = (open: () => Store): void => {
  describe('questions about exposures', () => {
    labels(open);
    labelClasses(open);
    kernelClasses(open);
    platforms(open);
    feedsThen(open);
    severities(open);
    affecting(open);
  });
};

const add = async (
  store: Store,
  hostId: string,
  given: { readonly labels?: Readonly<Record<string, string>>; readonly release?: string } = {},
): Promise<void> =>
  await store.write(async ({ fleet }) => {
    await fleet.addHost(aHostRecord({ hostId, labels: given.labels ?? {} }));
    const stored = aStoredInventory({ packages: [OPENSSL], system: { release: given.release ?? 'bookworm' } });
    await fleet.putInventory(hostIdOf(hostId), { ...stored, receivedAt: at(0) });
  });

const openssl = async (store: Store): Promise<PackageId> => {
  const [version] = await store.read(({ knowledge }) => knowledge.versionsOf('openssl', null));
  if (version === undefined) throw new Error('nobody has openssl');
  return version.packageId;
};

const labels = (open: () => Store): void => {
  it('take only hosts that have all labels, now and then', async () => {
    const store = open();
    await add(store, 'a', { labels: { environment: 'prod', owner: 'shop' } });
    await add(store, 'b', { labels: { environment: 'prod', owner: 'o\'hara "x"' } });
    await add(store, 'c', { labels: { environment: 'dev' } });
    const id = await openssl(store);
    const hosts = async (filter: Readonly<Record<string, string>>, asOf: Instant | null) =>
      await store.read(async ({ knowledge }) => {
        const { items } = await knowledge.carrierHosts([id], FIRST, asOf, filter);
        const classes = await knowledge.carrierClasses([id], asOf, filter);
        expect(await knowledge.countCarrierHosts([id], asOf, filter)).toBe(items.length);
        expect(classes.reduce((sum, one) => sum + one.hosts, 0)).toBe(items.length);
        return items;
      });
    for (const asOf of [null, at(1)]) {
      expect(await hosts({ environment: 'prod' }, asOf)).toEqual(['a', 'b']);
      expect(await hosts({ environment: 'prod', owner: 'o\'hara "x"' }, asOf)).toEqual(['b']);
      expect(await hosts({ owner: 'nobody' }, asOf)).toEqual([]);
      expect(await hosts({}, asOf)).toEqual(['a', 'b', 'c']);
    }
  });
};

const labelClasses = (open: () => Store): void => {
  it('count hosts apart by environment and owner, that lists can be asked by', async () => {
    const store = open();
    await add(store, 'a', { labels: { environment: 'prod', owner: 'shop' } });
    await add(store, 'b', { labels: { environment: 'prod', owner: 'shop' } });
    await add(store, 'c', { labels: { environment: 'prod' } });
    await add(store, 'd');
    const id = await openssl(store);
    const found = await store.read(({ knowledge }) => knowledge.carrierClasses([id], null));
    expect(found.map(({ environment, owner, hosts }) => [environment, owner, hosts])).toEqual([
      [null, null, 1],
      ['prod', null, 1],
      ['prod', 'shop', 2],
    ]);
  });
};

const kernelClasses = (open: () => Store): void => {
  it('tell carriers of kernels apart by which they carry and what runs', async () => {
    const store = open();
    const image = (release: string) => aPackage({ name: `linux-image-${release}`, version: `${release}-1` });
    const [old, fresh] = [image('6.1.0-50'), image('6.1.0-51')];
    const kernel = { running: '6.1.0-50', nextBoot: '6.1.0-51', installed: ['6.1.0-50', '6.1.0-51'] };
    const hosts = [
      ['a', [old, fresh], kernel],
      ['b', [old, fresh], kernel],
      ['c', [old], { ...kernel, nextBoot: null }],
      ['d', [OPENSSL], kernel],
    ] as const;
    await store.write(async ({ fleet }) => {
      for (const [hostId, packages, its] of hosts) {
        await fleet.addHost(aHostRecord({ hostId, labels: hostId === 'b' ? { environment: 'prod' } : {} }));
        await fleet.putInventory(hostIdOf(hostId), aStoredInventory({ packages, system: { kernel: its } }));
      }
    });
    const idOf = async (name: string) =>
      (await store.read(({ knowledge }) => knowledge.versionsOf(name, null)))[0]?.packageId ?? 0;
    const [oldId, freshId] = [await idOf(old.name), await idOf(fresh.name)];
    const found = async (filter: Readonly<Record<string, string>>) =>
      (await store.read(({ knowledge }) => knowledge.kernelClasses([freshId, oldId], filter)))
        .map((one) => [one.environment, one.hosts, one.packageIds, one.kernel.nextBoot, one.virtualisation])
        .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
    const virtualisation = aStoredInventory().inventory.system.virtualisation;
    const ids = [oldId, freshId].sort((a, b) => a - b);
    const ofC = [null, 1, [oldId], null, virtualisation];
    const ofB = ['prod', 1, ids, '6.1.0-51', virtualisation];
    expect(await found({})).toEqual(
      [ofB, ofC, [null, 1, ids, '6.1.0-51', virtualisation]].sort((a, b) =>
        JSON.stringify(a).localeCompare(JSON.stringify(b)),
      ),
    );
    expect(await found({ environment: 'prod' })).toEqual([ofB]);
    const apart = (
      await store.read(({ knowledge }) => knowledge.kernelClasses([freshId, oldId], {}, ['site', 'environment']))
    )
      .map((one) => [one.apart, one.hosts, one.packageIds.length] as const)
      .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
    expect(apart).toEqual([
      [[null, 'prod'], 1, 2],
      [[null, null], 1, 1],
      [[null, null], 1, 2],
    ]);
  });
};

const platforms = (open: () => Store): void => {
  it('tell what hosts run, with at least so many hosts', async () => {
    const store = open();
    expect(await store.read(({ knowledge }) => knowledge.platforms())).toEqual([]);
    for (const hostId of ['a', 'b']) await add(store, hostId);
    await add(store, 'c', { release: 'trixie' });
    expect(await store.read(({ knowledge }) => knowledge.platforms())).toEqual([
      { platform: OF_BOOKWORM, hosts: 2 },
      { platform: { ...OF_BOOKWORM, release: 'trixie' }, hosts: 1 },
    ]);
    await store.write(async ({ fleet }) => {
      const host = await fleet.host(hostIdOf('c'));
      if (host !== null) await fleet.saveHost({ ...host, value: { ...host.value, retiredAt: at(1) } });
    });
    expect(await store.read(({ knowledge }) => knowledge.platforms())).toHaveLength(1);
  });
};

const feedsThen = (open: () => Store): void => {
  it('tell which feeds were in use on a day, and how old each was', async () => {
    const store = open();
    await read(store, [], at(1), 'debian');
    await read(store, [], at(3), 'debian');
    await read(store, [], at(2), 'alma');
    await store.write(({ knowledge }) => knowledge.addFeed(aStoredFeed({ name: 'never' })));
    await store.write(async ({ knowledge }) => {
      const feed = await knowledge.feed('alma');
      if (feed !== null) await knowledge.saveFeed({ ...feed, value: { ...feed.value, removedAt: at(4) } });
    });
    const then = async (hour: number) =>
      (await store.read(({ knowledge }) => knowledge.feedsThen(at(hour)))).map(
        ({ feed, feedDate, readAt }) => [feed, feedDate, readAt] as const,
      );
    expect(await then(0)).toEqual([]);
    expect(await then(2)).toEqual([
      ['alma', at(2), at(2)],
      ['debian', at(1), at(1)],
    ]);
    expect(await then(5)).toEqual([['debian', at(3), at(3)]]);
  });
};

const severities = (open: () => Store): void => {
  it('are the words of the advisories that standing verdicts rest on', async () => {
    const store = open();
    await add(store, 'a');
    await read(
      store,
      [
        anAdvisoryRecord({ recordId: 'DSA-1', severity: 'high' }),
        anAdvisoryRecord({ recordId: 'DSA-2', severity: 'low' }),
        anAdvisoryRecord({ recordId: 'DSA-3', severity: null }),
        anAdvisoryRecord({ recordId: 'DSA-4', severity: 'critical' }),
      ],
      at(1),
    );
    const packageId = await openssl(store);
    const verdicts = [
      aStoredVerdict({ advisory: 'DSA-1' }),
      aStoredVerdict({ advisory: 'DSA-2', vulnerability: 'CVE-2026-2' }),
      aStoredVerdict({ advisory: 'DSA-3', vulnerability: 'CVE-2026-3' }),
      aStoredVerdict({ advisory: 'DSA-4', vulnerability: 'CVE-2026-4', fixedVersion: null }),
    ];
    const judged = { packageId, release: OF_BOOKWORM, subjects: [] };
    await store.write(({ knowledge }) => knowledge.saveAssessment({ ...judged, verdicts }, at(1)));
    const of = async (fixedVersions: readonly (string | null)[], asOf: Instant | null) =>
      await store.read(({ knowledge }) =>
        knowledge.severitiesOf({ release: OF_BOOKWORM, sourcePackage: 'openssl', fixedVersions }, asOf),
      );
    expect(await of(['3.0.17-1'], null)).toEqual(['high', 'low']);
    expect(await of([null], null)).toEqual(['critical']);
    expect(await of(['9'], null)).toEqual([]);
    await store.write(({ knowledge }) => knowledge.saveAssessment({ ...judged, verdicts: [] }, at(2)));
    expect(await of(['3.0.17-1'], null)).toEqual([]);
    expect(await of(['3.0.17-1'], at(1))).toEqual(['high', 'low']);
  });
};

const affecting = (open: () => Store): void => {
  it('advisories are listed alone where they affect somebody, page by page, now and then', async () => {
    const store = open();
    await add(store, 'a');
    await read(
      store,
      ['DSA-1', 'DSA-2', 'DSA-3', 'DSA-4'].map((recordId) => anAdvisoryRecord({ recordId })),
      at(1),
    );
    const packageId = await openssl(store);
    const judged = { packageId, release: OF_BOOKWORM, subjects: [] };
    const verdicts = [
      aStoredVerdict({ advisory: 'DSA-1' }),
      aStoredVerdict({ advisory: 'DSA-2', verdict: 'unknown', vulnerability: 'CVE-2026-2' }),
      aStoredVerdict({ advisory: 'DSA-4', vulnerability: 'CVE-2026-4' }),
    ];
    await store.write(({ knowledge }) => knowledge.saveAssessment({ ...judged, verdicts }, at(1)));
    const names = async (asOf: Instant | null) =>
      (
        await byPages((page) => store.read(({ knowledge }) => knowledge.advisories(page, asOf, { affecting: true })), 1)
      ).map((items) => items.map(({ record }) => record.name));
    expect(await names(null)).toEqual([['DSA-1'], ['DSA-4']]);
    await store.write(({ knowledge }) => knowledge.saveAssessment({ ...judged, verdicts: [] }, at(2)));
    expect(await names(null)).toEqual([[]]);
    expect(await names(at(1))).toEqual([['DSA-1'], ['DSA-4']]);
  });

  it('says which updates end what an advisory is about, and what a version needs', async () => {
    const store = open();
    await add(store, 'a');
    const packageId = await openssl(store);
    const needed = () => store.read(({ knowledge }) => knowledge.neededBy([packageId, 999]));
    expect(await needed()).toEqual([{ packageId, judged: false, updates: [] }]);
    const judged = { packageId, release: OF_BOOKWORM, subjects: [] };
    const verdicts = [
      aStoredVerdict({ advisory: 'DSA-1', vulnerability: 'CVE-2026-1' }),
      aStoredVerdict({ advisory: 'DSA-1', vulnerability: 'CVE-2026-2' }),
      aStoredVerdict({ advisory: 'DSA-2', vulnerability: 'CVE-2026-3', fixedVersion: null }),
      aStoredVerdict({ advisory: 'DSA-3', vulnerability: 'CVE-2026-4', verdict: 'unknown' }),
    ];
    await store.write(({ knowledge }) => knowledge.saveAssessment({ ...judged, verdicts }, at(1)));
    const openSsl = { sourcePackage: 'openssl' };
    const of = (fixedVersion: string | null) => ({ release: OF_BOOKWORM, ...openSsl, fixedVersion });
    expect(
      await store.read(({ knowledge }) => knowledge.updatesOfAdvisories(['DSA-2', 'DSA-1', 'DSA-3', 'x'])),
    ).toEqual([
      { advisory: 'DSA-1', update: of('3.0.17-1') },
      { advisory: 'DSA-2', update: of(null) },
    ]);
    expect(await needed()).toEqual([
      {
        packageId,
        judged: true,
        updates: [
          { ...openSsl, fixedVersion: null },
          { ...openSsl, fixedVersion: '3.0.17-1' },
        ],
      },
    ]);
    await store.write(({ knowledge }) => knowledge.saveAssessment({ ...judged, verdicts: [] }, at(2)));
    expect(await store.read(({ knowledge }) => knowledge.updatesOfAdvisories(['DSA-1']))).toEqual([]);
    expect((await needed())[0]?.updates).toEqual([]);
  });
};
