import type { PackageFilter, Store } from '@slipway/controller/ports';
import type { Guest, GuestLook } from '@slipway/core/guest';
import { type InstalledPackage, sortedPackages } from '@slipway/core/inventory';
import { describe, expect, it } from 'vitest';
import { aPackage, digestOfText, THE_MORNING } from '../../builders/index.ts';
import { aHostRecord, aStoredInventory, hostIdOf } from '../../store-rows/index.ts';
import { byPages, FIRST } from './pages.ts';

export const inventoryContract = (open: () => Store): void => {
  describe('inventories', () => {
    replaced(open);
    whoCarries(open);
    whichVersions(open);
  });
};

const OPENSSL = aPackage({ name: 'openssl', version: '3.0.15-1' });
const OPENSSL_FIXED = aPackage({ name: 'openssl', version: '3.0.17-1' });
const NGINX = aPackage({ name: 'nginx', version: '1.22.1-9' });

const fill = async (store: Store, packages: Readonly<Record<string, readonly InstalledPackage[]>>): Promise<void> => {
  await store.write(async (change) => {
    for (const [hostId, installed] of Object.entries(packages)) {
      if ((await change.fleet.host(hostIdOf(hostId))) === null) await change.fleet.addHost(aHostRecord({ hostId }));
      await change.fleet.putInventory(hostIdOf(hostId), aStoredInventory({ packages: installed }));
    }
  });
};

const stored = (store: Store, hostId: string) => store.read((view) => view.fleet.inventory(hostIdOf(hostId)));

const replaced = (open: () => Store): void => {
  it('gives back what was put, packages in their order, digest and instant beside it', async () => {
    const store = open();
    const packages = [
      OPENSSL,
      aPackage({ name: 'zlib1g', version: '1:1.2', automatic: true, held: true }),
      aPackage({ name: 'acl', version: '2.3', state: 'half-configured', sourceName: 'acl-source', sourceVersion: '9' }),
      aPackage({ name: 'zlib1g', version: '1:1.2', architecture: 'i386' }),
      aPackage({ name: 'kernel', version: '6.1', architecture: 'x86_64' }),
      aPackage({ name: 'kernel', version: '6.12', architecture: 'x86_64' }),
    ];
    await fill(store, { 'host-1': packages });
    const put = aStoredInventory({ packages });
    const expected = { ...put, inventory: { ...put.inventory, packages: sortedPackages(packages) } };
    expect(await stored(store, 'host-1')).toEqual(expected);
    const digest = await store.read((view) => view.fleet.inventoryDigest(hostIdOf('host-1')));
    expect(digest).toEqual({ digest: put.digest, receivedAt: put.receivedAt });
  });

  it('replaces every part of it', async () => {
    const store = open();
    const marked = { ...NGINX, held: true, automatic: true };
    for (const packages of [
      [OPENSSL, NGINX],
      [OPENSSL_FIXED, marked],
      [{ ...marked, state: 'unpacked' as const }],
      [],
      [NGINX],
    ]) {
      await fill(store, { 'host-1': packages });
      expect((await stored(store, 'host-1'))?.inventory.packages).toEqual(sortedPackages(packages));
    }
  });

  it('tells versions apart that differ only in their source', async () => {
    const store = open();
    const rebuilt = { ...NGINX, sourceVersion: '1.22.1-9+rebuilt' };
    await fill(store, { 'host-1': [NGINX], 'host-2': [rebuilt] });
    expect((await stored(store, 'host-1'))?.inventory.packages).toEqual([NGINX]);
    expect((await stored(store, 'host-2'))?.inventory.packages).toEqual([rebuilt]);
    await fill(store, { 'host-1': [rebuilt] });
    expect((await stored(store, 'host-1'))?.inventory.packages).toEqual([rebuilt]);
  });

  it('knows nothing of a host that never reported, and throws for one that does not exist', async () => {
    const store = open();
    await store.write((change) => change.fleet.addHost(aHostRecord({ hostId: 'host-1' })));
    expect(await stored(store, 'host-1')).toBeNull();
    expect(await store.read((view) => view.fleet.inventoryDigest(hostIdOf('host-1')))).toBeNull();
    const put = store.write((change) => change.fleet.putInventory(hostIdOf('nobody'), aStoredInventory()));
    await expect(put).rejects.toThrow('no host');
  });

  it('throws at a package version that stands there twice, and keeps what it had', async () => {
    const store = open();
    await fill(store, { 'host-1': [OPENSSL] });
    await expect(fill(store, { 'host-1': [NGINX, { ...NGINX, held: true }] })).rejects.toThrow('stands twice');
    expect((await stored(store, 'host-1'))?.inventory.packages).toEqual([OPENSSL]);
  });
};

const whoCarries = (open: () => Store): void => {
  it('tells who has guests, those that are down as well, and of hosts that are not retired', async () => {
    const store = open();
    const guest = { kind: 'lxc', name: 'one', state: 'stopped', machineIdDigest: digestOfText('one') } as const;
    const known = (...guests: readonly Guest[]): GuestLook => ({ kind: 'known', asOf: THE_MORNING, guests });
    const looks: Readonly<Record<string, GuestLook | null>> = {
      many: known(guest, { ...guest, name: 'two', machineIdDigest: null }),
      empty: known(),
      earlier: null,
      unknown: { kind: 'unknown', detail: 'no answer' },
      retired: known(guest),
      begins: known(guest),
    };
    const carriers = async () => await store.read((view) => view.fleet.carriers());
    await store.write(async ({ fleet }) => {
      for (const [hostId, guests] of Object.entries(looks)) {
        await fleet.addHost(aHostRecord({ hostId, retiredAt: hostId === 'retired' ? THE_MORNING : null }));
        const put = aStoredInventory({ packages: [] });
        const inventory = { ...put.inventory, ...(guests === null ? {} : { guests }) };
        await fleet.putInventory(hostIdOf(hostId), { ...put, inventory });
      }
    });
    expect(await carriers()).toEqual([
      { hostId: hostIdOf('begins'), guests: [guest] },
      { hostId: hostIdOf('many'), guests: [guest, { ...guest, name: 'two', machineIdDigest: null }] },
    ]);
    await store.write((change) => change.fleet.putInventory(hostIdOf('many'), aStoredInventory({ packages: [] })));
    expect((await carriers()).map(({ hostId }) => hostId)).toEqual([hostIdOf('begins')]);
  });

  it('names the hosts whose package database is not whole, for as long as it is so', async () => {
    const store = open();
    const states = {
      whole: 'whole',
      cut: 'interrupted',
      blind: 'unreadable',
      lacks: 'unmet',
      retired: 'interrupted',
    } as const;
    const unmet = { items: [{ name: 'app', architecture: 'all', version: '1', relation: 'Depends: lib' }], total: 1 };
    const put = async (name: string, state: (typeof states)[keyof typeof states]) =>
      await store.write(async ({ fleet }) => {
        const { inventory, ...rest } = aStoredInventory({ packages: [] });
        const { fingerprint } = inventory.packageDatabase;
        const packageDatabase = state === 'unmet' ? { fingerprint, state, unmet } : { fingerprint, state };
        await fleet.putInventory(hostIdOf(name), { ...rest, inventory: { ...inventory, packageDatabase } });
      });
    const { receivedAt } = aStoredInventory();
    for (const [name, state] of Object.entries(states)) {
      const retiredAt = name === 'retired' ? THE_MORNING : null;
      const record = aHostRecord({ hostId: name, hostname: name, labels: { owner: 'web' }, retiredAt });
      await store.write(({ fleet }) => fleet.addHost(record));
      await put(name, state);
    }
    await store.write(({ fleet }) => fleet.addHost(aHostRecord({ hostId: 'silent' })));
    const broken = async () => await store.read(({ fleet }) => fleet.brokenDatabases());
    const labels = { owner: 'web' };
    expect(await broken()).toEqual([
      { hostId: hostIdOf('blind'), hostname: 'blind', labels, receivedAt },
      { hostId: hostIdOf('cut'), hostname: 'cut', labels, receivedAt },
      { hostId: hostIdOf('lacks'), hostname: 'lacks', labels, receivedAt },
    ]);
    await put('blind', 'whole');
    expect((await broken()).map(({ hostname }) => hostname)).toEqual(['cut', 'lacks']);
  });
};

const whichVersions = (open: () => Store): void => {
  const of = (installed: InstalledPackage, hosts: number) => {
    const { name, architecture, version } = installed;
    return { name, architecture, version, hosts };
  };

  it('counts the hosts of each version, of one name or of all, page by page', async () => {
    const store = open();
    await fill(store, {
      'host-1': [OPENSSL, NGINX],
      'host-2': [OPENSSL, { ...NGINX, sourceVersion: 'rebuilt' }],
      'host-3': [OPENSSL_FIXED],
    });
    const versions = (name: string | null) => (request: typeof FIRST) =>
      store.read((view) => view.fleet.packageVersions(name, request));
    expect(await byPages(versions('openssl'), 1)).toEqual([[of(OPENSSL, 2)], [of(OPENSSL_FIXED, 1)]]);
    expect(await byPages(versions(null), 2)).toEqual([[of(NGINX, 2), of(OPENSSL, 2)], [of(OPENSSL_FIXED, 1)]]);
    expect(await byPages(versions('nothing'), 2)).toEqual([[]]);
  });

  it('leaves out a version that nobody carries any more', async () => {
    const store = open();
    await fill(store, { 'host-1': [OPENSSL, NGINX] });
    await fill(store, { 'host-1': [OPENSSL_FIXED, NGINX] });
    const page = await store.read((view) => view.fleet.packageVersions(null, FIRST));
    expect(page.items).toEqual([of(NGINX, 1), of(OPENSSL_FIXED, 1)]);
  });

  it('names packages with their installations, by part of the name and by publisher, page by page', async () => {
    const store = open();
    await fill(store, {
      'host-1': [OPENSSL, NGINX, aPackage({ name: 'libssl_3', version: '3' })],
      'host-2': [OPENSSL_FIXED, { ...OPENSSL_FIXED, architecture: 'i386' }],
    });
    const named = (filter: PackageFilter) => (request: typeof FIRST) =>
      store.read((view) => view.fleet.packageNames(filter, request));
    const line = (name: string, installations: number) => ({ name, installations });
    expect(await byPages(named({}), 2)).toEqual([[line('libssl_3', 1), line('nginx', 1)], [line('openssl', 3)]]);
    expect(await byPages(named({ text: 'SSL' }), 9)).toEqual([[line('libssl_3', 1), line('openssl', 3)]]);
    expect(await byPages(named({ text: 'l_3' }), 9)).toEqual([[line('libssl_3', 1)]]);
    expect(await byPages(named({ text: '%' }), 9)).toEqual([[]]);
    expect(await byPages(named({ publisher: 'unknown' }), 9)).toHaveLength(1);
    expect((await byPages(named({ publisher: 'unknown' }), 9))[0]).toHaveLength(3);
    expect(await byPages(named({ publisher: 'foreign' }), 9)).toEqual([[]]);
  });
};
