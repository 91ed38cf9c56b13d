import type { PackageId, Store, StoredVerdict } from '@slipway/controller/ports';
import { type InstalledPackage, inventoryDigest } from '@slipway/core/inventory';
import { addMs, type Instant } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { aPackage, sha256, THE_MORNING } from '../../builders/index.ts';
import { aHostRecord, aStoredInventory, aStoredVerdict, hostIdOf, OF_BOOKWORM } from '../../store-rows/index.ts';
import { read } from './knowledge.ts';
import { byPages, FIRST } from './pages.ts';

export const exposureContract = (open: () => Store): void => {
  describe('who carries what', () => {
    carriersNow(open);
    carriersThen(open);
    classes(open);
    versionsApart(open);
  });
  describe('verdicts', () => {
    intervals(open);
    updates(open);
  });
  describe('starts of deadlines', () => {
    starts(open);
  });
};

const at = (hour: number): Instant => addMs(THE_MORNING, hour * 3_600_000);
const OPENSSL = aPackage({ name: 'openssl', version: '3.0.15-1' });
const OPENSSL_FIXED = aPackage({ name: 'openssl', version: '3.0.17-1' });
const NGINX = aPackage({ name: 'nginx', version: '1.22.1-9' });

const report = async (
  store: Store,
  hostId: string,
  packages: readonly InstalledPackage[],
  when = at(0),
  release = 'bookworm',
): Promise<void> => {
  await store.write(async ({ fleet }) => {
    if ((await fleet.host(hostIdOf(hostId))) === null) await fleet.addHost(aHostRecord({ hostId }));
    const stored = aStoredInventory({ packages, system: { release } });
    await fleet.putInventory(hostIdOf(hostId), { ...stored, receivedAt: when });
  });
};

const retire = async (store: Store, hostId: string, when: Instant): Promise<void> => {
  await store.write(async ({ fleet }) => {
    const host = await fleet.host(hostIdOf(hostId));
    if (host === null) throw new Error(`no host ${hostId}`);
    const saved = await fleet.saveHost({ revision: host.revision, value: { ...host.value, retiredAt: when } });
    expect(saved).toBe(true);
    // Somebody else's save that comes too late counts nobody a second time.
    expect(await fleet.saveHost({ revision: host.revision, value: { ...host.value, retiredAt: when } })).toBe(false);
  });
};

const versionsOf = (store: Store, name: string) => store.read(({ knowledge }) => knowledge.versionsOf(name, null));
const idOf = async (store: Store, found: InstalledPackage): Promise<PackageId> =>
  (await versionsOf(store, found.name)).find((one) => one.package.version === found.version)?.packageId ?? 0;
const hostsWith = async (store: Store, ids: readonly PackageId[], asOf: Instant | null = null) => {
  const page = await store.read(({ knowledge }) => knowledge.carrierHosts(ids, FIRST, asOf));
  const count = await store.read(({ knowledge }) => knowledge.countCarrierHosts(ids, asOf));
  expect(count).toBe(page.items.length);
  return page.items;
};

const carriersNow = (open: () => Store): void => {
  it('counts the hosts of each distinct version, retired ones left out', async () => {
    const store = open();
    await report(store, 'b', [OPENSSL, NGINX]);
    await report(store, 'a', [OPENSSL]);
    await report(store, 'c', [OPENSSL_FIXED]);
    const counts = async () =>
      (await versionsOf(store, 'openssl')).map(({ package: { version }, hosts, format }) => [version, hosts, format]);
    expect(await counts()).toEqual([
      ['3.0.15-1', 2, 'deb'],
      ['3.0.17-1', 1, 'deb'],
    ]);
    await retire(store, 'b', at(1));
    await report(store, 'b', [OPENSSL, OPENSSL_FIXED], at(2));
    expect(await counts()).toEqual([
      ['3.0.15-1', 1, 'deb'],
      ['3.0.17-1', 1, 'deb'],
    ]);
    await report(store, 'a', [NGINX]);
    expect(await counts()).toEqual([['3.0.17-1', 1, 'deb']]);
    expect(await versionsOf(store, 'nothing')).toEqual([]);
  });

  it('lists carriers by version and order of enrolment, page by page, with the marks of each', async () => {
    const store = open();
    await report(store, 'b', [OPENSSL, NGINX]);
    await report(store, 'a', [{ ...OPENSSL, held: true, state: 'unpacked' }, OPENSSL_FIXED]);
    await report(store, 'c', [OPENSSL_FIXED]);
    await retire(store, 'c', at(1));
    const [old, fixed] = [await idOf(store, OPENSSL), await idOf(store, OPENSSL_FIXED)];
    const pages = await byPages(
      (page) => store.read(({ knowledge }) => knowledge.carriers([fixed, old], page, null)),
      2,
    );
    expect(pages).toEqual([
      [
        { hostId: 'b', packageId: old, package: OPENSSL },
        { hostId: 'a', packageId: old, package: { ...OPENSSL, held: true, state: 'unpacked' } },
      ],
      [{ hostId: 'a', packageId: fixed, package: OPENSSL_FIXED }],
    ]);
    const hosts = await byPages(
      (page) => store.read(({ knowledge }) => knowledge.carrierHosts([fixed, old], page, null)),
      1,
    );
    expect(hosts).toEqual([['b'], ['a']]);
    expect(await hostsWith(store, [fixed])).toEqual(['a']);
    expect(await hostsWith(store, [])).toEqual([]);
  });

  it('gives the packages of a host with their handles', async () => {
    const store = open();
    await report(store, 'a', [OPENSSL, NGINX]);
    const found = await store.read(({ knowledge }) => knowledge.packagesOn(hostIdOf('a'), null));
    expect(new Map(found.map((one) => [one.packageId, one.package]))).toEqual(
      new Map([
        [await idOf(store, OPENSSL), OPENSSL],
        [await idOf(store, NGINX), NGINX],
      ]),
    );
    expect(await store.read(({ knowledge }) => knowledge.packagesOn(hostIdOf('nobody'), null))).toEqual([]);
    const [version] = await store.read(async ({ knowledge }) =>
      knowledge.versions([await knowledge.versionsOf('nginx', null).then(([one]) => one?.packageId ?? 0)]),
    );
    expect(version).toMatchObject({ platform: OF_BOOKWORM, origin: 'unknown', hosts: 1, package: { name: 'nginx' } });
  });
};

const classes = (open: () => Store): void => {
  it('counts carriers by what their labels and their history mean for a deadline', async () => {
    const store = open();
    const hosts = [
      ['a', { facing: 'public' }, at(3)],
      ['b', { facing: 'public', 'human-impact': 'high' }, at(1)],
      ['c', { facing: 'public' }, at(2)],
      ['d', {}, at(4)],
      ['e', { facing: 'public' }, at(1)],
      ['f', { facing: 'public' }, at(0)],
    ] as const;
    await store.write(async ({ fleet, knowledge }) => {
      for (const [hostId, labels, enrolledAt] of hosts) {
        await fleet.addHost(aHostRecord({ hostId, labels, enrolledAt }));
        const packages = hostId === 'f' ? [NGINX] : [OPENSSL];
        await fleet.putInventory(hostIdOf(hostId), aStoredInventory({ packages }));
      }
      await knowledge.restart('facing-changed', 'e', at(5));
    });
    const id = await idOf(store, OPENSSL);
    const found = await store.read(({ knowledge }) => knowledge.carrierClasses([id], null));
    const apart = found.map(({ environment: _e, owner: _o, ...one }) => one);
    expect(apart).toEqual([
      { facing: null, humanImpact: null, hosts: 1, enrolledAt: at(4), facingChangedAt: null },
      { facing: 'public', humanImpact: null, hosts: 2, enrolledAt: at(2), facingChangedAt: null },
      { facing: 'public', humanImpact: null, hosts: 1, enrolledAt: at(1), facingChangedAt: at(5) },
      { facing: 'public', humanImpact: 'high', hosts: 1, enrolledAt: at(1), facingChangedAt: null },
    ]);
  });
};

const carriersThen = (open: () => Store): void => {
  it('undoes what came later: added, removed, back and forth', async () => {
    const store = open();
    await report(store, 'a', [OPENSSL], at(1));
    await report(store, 'a', [OPENSSL_FIXED, NGINX], at(3));
    await report(store, 'a', [OPENSSL], at(5));
    await report(store, 'b', [OPENSSL_FIXED], at(4));
    const names = async (asOf: Instant | null) =>
      (await store.read(({ knowledge }) => knowledge.packagesOn(hostIdOf('a'), asOf)))
        .map(({ package: found }) => `${found.name} ${found.version}`)
        .sort();
    expect(await names(at(0))).toEqual([]);
    expect(await names(at(1))).toEqual(['openssl 3.0.15-1']);
    expect(await names(at(2))).toEqual(['openssl 3.0.15-1']);
    expect(await names(at(3))).toEqual(['nginx 1.22.1-9', 'openssl 3.0.17-1']);
    expect(await names(at(4))).toEqual(['nginx 1.22.1-9', 'openssl 3.0.17-1']);
    expect(await names(at(5))).toEqual(['openssl 3.0.15-1']);
    expect(await names(null)).toEqual(['openssl 3.0.15-1']);
    const fixed = await idOf(store, OPENSSL_FIXED);
    const ever = await store.read(({ knowledge }) => knowledge.versionsOf('nginx', at(4)));
    expect(ever.map(({ hosts }) => hosts)).toEqual([0]);
    expect(await versionsOf(store, 'nginx')).toEqual([]);
    expect(await hostsWith(store, [fixed], at(2))).toEqual([]);
    expect(await hostsWith(store, [fixed], at(3))).toEqual(['a']);
    expect(await hostsWith(store, [fixed], at(4))).toEqual(['a', 'b']);
    expect(await hostsWith(store, [fixed], at(6))).toEqual(['b']);
    const page = await store.read(({ knowledge }) => knowledge.carriers([fixed], FIRST, at(4)));
    expect(page.items.map(({ hostId, package: found }) => [hostId, found.version])).toEqual([
      ['a', '3.0.17-1'],
      ['b', '3.0.17-1'],
    ]);
  });

  it('knows retired hosts for the days before', async () => {
    const store = open();
    await report(store, 'a', [OPENSSL], at(1));
    const id = await idOf(store, OPENSSL);
    await retire(store, 'a', at(3));
    expect(await hostsWith(store, [id], at(2))).toEqual(['a']);
    expect(await hostsWith(store, [id], at(3))).toEqual([]);
    expect(await hostsWith(store, [id])).toEqual([]);
  });
};

const versionsApart = (open: () => Store): void => {
  it('tells the same version of two releases apart', async () => {
    const store = open();
    await report(store, 'a', [NGINX]);
    await report(store, 'b', [NGINX], at(0), 'trixie');
    expect((await versionsOf(store, 'nginx')).map(({ platform, hosts }) => [platform.release, hosts])).toEqual([
      ['bookworm', 1],
      ['trixie', 1],
    ]);
    await report(store, 'a', [NGINX], at(1), 'trixie');
    expect((await versionsOf(store, 'nginx')).map(({ platform, hosts }) => [platform.release, hosts])).toEqual([
      ['trixie', 2],
    ]);
  });

  it('tells the same version of two publishers apart', async () => {
    const store = open();
    await report(store, 'a', [NGINX]);
    await store.write(async ({ fleet }) => {
      await fleet.addHost(aHostRecord({ hostId: 'b' }));
      const maker = { origin: 'Maker', label: 'Maker', codename: 'stable', uri: null };
      const origins = [{ ...maker, packages: [0, 1], others: [], newer: [] }];
      const { inventory, receivedAt } = aStoredInventory({
        packages: [NGINX],
        origins: { kind: 'known', asOf: at(0), origins, none: [] },
      });
      await fleet.putInventory(hostIdOf('b'), { digest: inventoryDigest(inventory, sha256), receivedAt, inventory });
      expect((await fleet.inventory(hostIdOf('b')))?.inventory).toEqual(inventory);
    });
    expect((await versionsOf(store, 'nginx')).map(({ origin, hosts }) => [origin, hosts])).toEqual([
      ['unknown', 1],
      ['foreign', 1],
    ]);
  });
};

const assess = async (
  store: Store,
  packageId: PackageId,
  verdicts: readonly StoredVerdict[],
  when: Instant,
): Promise<readonly StoredVerdict[]> =>
  await store.write(({ knowledge }) =>
    knowledge.saveAssessment(
      { packageId, release: OF_BOOKWORM, subjects: [{ kind: 'source', name: 'openssl' }], verdicts },
      when,
    ),
  );

const intervals = (open: () => Store): void => {
  it('opens what is new, leaves what is the same, closes what is gone', async () => {
    const store = open();
    await report(store, 'a', [OPENSSL]);
    await read(store, [], at(1));
    const id = await idOf(store, OPENSSL);
    const one = aStoredVerdict();
    const two = aStoredVerdict({ vulnerability: 'CVE-2026-2', verdict: 'unknown', fixedVersion: null, advisory: null });
    expect(await assess(store, id, [one], at(1))).toEqual([one]);
    expect(await assess(store, id, [two, one], at(2))).toEqual([two]);
    expect(await assess(store, id, [two], at(3))).toEqual([]);
    expect(await assess(store, id, [one, two], at(4))).toEqual([one]);
    const of = async (asOf: Instant | null) =>
      (await store.read(({ knowledge }) => knowledge.verdictsOf([id], asOf))).map(
        ({ packageId, knownFrom, verdict }) => [packageId, knownFrom, verdict],
      );
    expect(await of(at(0))).toEqual([]);
    expect(await of(at(1))).toEqual([[id, at(1), one]]);
    expect(await of(at(2))).toEqual([
      [id, at(1), one],
      [id, at(2), two],
    ]);
    expect(await of(at(3))).toEqual([[id, at(2), two]]);
    expect(await of(null)).toEqual([
      [id, at(4), one],
      [id, at(2), two],
    ]);
  });

  it('dates verdicts by their feed, and not at all where there is none', async () => {
    const store = open();
    await report(store, 'a', [OPENSSL]);
    await read(store, [], at(1));
    const id = await idOf(store, OPENSSL);
    const orphan = aStoredVerdict({ vulnerability: 'CVE-2026-2', feed: 'nowhere' });
    await assess(store, id, [aStoredVerdict(), orphan], at(1));
    await read(store, [], at(7));
    const dates = async (asOf: Instant | null) =>
      (await store.read(({ knowledge }) => knowledge.verdictsOf([id], asOf))).map(({ feedDate }) => feedDate);
    expect(await dates(null)).toEqual([at(7), null]);
    expect(await dates(at(2))).toEqual([at(1), null]);
  });

  it('finds the versions by vulnerability and by advisory, now and then', async () => {
    const store = open();
    await report(store, 'a', [OPENSSL, NGINX]);
    const [openssl, nginx] = [await idOf(store, OPENSSL), await idOf(store, NGINX)];
    await assess(store, openssl, [aStoredVerdict()], at(1));
    await assess(store, nginx, [aStoredVerdict({ vulnerability: 'CVE-2026-2' })], at(2));
    const find = (name: string, asOf: Instant | null) =>
      store.read(({ knowledge }) => knowledge.packagesWith(name, asOf));
    expect(await find('CVE-2026-2', null)).toEqual([nginx]);
    expect(await find('DSA-1', null)).toEqual([openssl, nginx].sort((a, b) => a - b));
    expect(await find('DSA-1', at(1))).toEqual([openssl]);
    await assess(store, openssl, [], at(3));
    expect(await find('CVE-2026-1', null)).toEqual([]);
    expect(await find('CVE-2026-1', at(2))).toEqual([openssl]);
  });
};

const updates = (open: () => Store): void => {
  it('groups what is exposed by update, page by page, now and then', async () => {
    const store = open();
    const libssl = aPackage({ name: 'libssl3', version: '3.0.15-1', sourceName: 'openssl' });
    await report(store, 'a', [OPENSSL, libssl, NGINX]);
    const ids = [await idOf(store, OPENSSL), await idOf(store, libssl)].sort((a, b) => a - b);
    const nginx = await idOf(store, NGINX);
    const [one, two] = [aStoredVerdict(), aStoredVerdict({ vulnerability: 'CVE-2026-2' })];
    const noFix = aStoredVerdict({ vulnerability: 'CVE-2026-3', fixedVersion: null });
    await assess(store, ids[0] ?? 0, [one, two, noFix], at(1));
    await assess(store, ids[1] ?? 0, [one], at(1));
    const other = aStoredVerdict({ sourcePackage: 'nginx', fixedVersion: '2' });
    await assess(store, nginx, [other, aStoredVerdict({ verdict: 'unknown', sourcePackage: 'zlib' })], at(1));
    const pages = async (asOf: Instant | null) =>
      await byPages((page) => store.read(({ knowledge }) => knowledge.exposedUpdates(page, asOf)), 2);
    const expected = [
      [update('nginx', '2', ['CVE-2026-1'], [nginx]), update('openssl', null, ['CVE-2026-3'], ids.slice(0, 1))],
      [update('openssl', '3.0.17-1', ['CVE-2026-1', 'CVE-2026-2'], ids)],
    ];
    expect(await pages(null)).toEqual(expected);
    for (const id of [...ids, nginx]) await assess(store, id, [], at(3));
    expect(await pages(null)).toEqual([[]]);
    expect(await pages(at(2))).toEqual(expected);
    const key = { release: OF_BOOKWORM, sourcePackage: 'openssl', fixedVersion: '3.0.17-1' };
    const find = (asOf: Instant | null) => store.read(({ knowledge }) => knowledge.exposedUpdate(key, asOf));
    expect(await find(at(2))).toEqual(expected[1]?.[0]);
    expect(await find(null)).toBeNull();
  });
};

const update = (
  sourcePackage: string,
  fixedVersion: string | null,
  vulnerabilities: readonly string[],
  packageIds: readonly PackageId[],
) => ({ release: OF_BOOKWORM, sourcePackage, fixedVersion, vulnerabilities, packageIds });

const starts = (open: () => Store): void => {
  it('keeps the first instant, each kind for itself, until it is begun again', async () => {
    const store = open();
    const of = (kind: 'fix-known' | 'facing-changed') =>
      store.read(({ knowledge }) => knowledge.starts(kind, ['a', 'b', 'c']));
    await store.write(({ knowledge }) => knowledge.noteStarts('fix-known', ['a', 'b'], at(1)));
    await store.write(({ knowledge }) => knowledge.noteStarts('fix-known', ['b', 'c'], at(2)));
    await store.write(({ knowledge }) => knowledge.restart('facing-changed', 'a', at(1)));
    await store.write(({ knowledge }) => knowledge.restart('facing-changed', 'a', at(3)));
    expect(await of('fix-known')).toEqual(
      new Map([
        ['a', at(1)],
        ['b', at(1)],
        ['c', at(2)],
      ]),
    );
    expect(await of('facing-changed')).toEqual(new Map([['a', at(3)]]));
  });
};
