// Looks at hosts whose feeds say what a test says: what becomes of the courses of their exposures; over memory and SQLite.

import { lookAtHosts, retireHost } from '@slipway/controller/app';
import { type Store, StoreFailure, type StoreView } from '@slipway/controller/ports';
import { openMemoryStore } from '@slipway/controller/store/memory';
import type { Statement } from '@slipway/core/advisory';
import type { HostId } from '@slipway/core/ids';
import type { PackageOrigin } from '@slipway/core/inventory';
import { reason } from '@slipway/core/reasons';
import { addSeconds, asInstant, type Instant } from '@slipway/core/time';
import { aPackage } from '@slipway/testkit/builders';
import { aHostRecord, anAdvisoryRecord, aStatement, aStoredInventory, hostIdOf } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { ADA, FIXED, OPENSSL, world } from '../knowledge/world.ts';
import { aDirectory, openStore } from '../store/support.ts';

const HOST = hostIdOf('a');
const ADVISORY = anAdvisoryRecord({ recordId: 'DSA-1' });
const ALL = { from: aHostRecord({ hostId: 'a' }).enrolledAt, until: asInstant('2027-01-01T00:00:00.000Z') };
const EVERY = { after: null, limit: 100 };
const HOUR = 3600;

const looking = (store: Store) => {
  const its = world({ store });
  const { app, later, now, settle } = its;
  /** With the whole inventory, where `report` of the world takes packages alone. */
  const reports = async (inventory: Parameters<typeof aStoredInventory>[0]): Promise<void> => {
    later(HOUR);
    await store.write(async ({ fleet }) => {
      if ((await fleet.host(HOST)) === null) await fleet.addHost(aHostRecord({ hostId: HOST }));
      await fleet.putInventory(HOST, { ...aStoredInventory(inventory), receivedAt: now.at });
    });
    await settle();
  };
  const look = async (): Promise<void> => {
    later(60);
    while ((await lookAtHosts(app)) !== null);
  };
  const courses = async () => {
    const request = { which: 'no-deadline', at: ALL.until, ...ALL } as const;
    const { items } = await store.read(async (view) => await view.reports.courses(request, EVERY));
    return items.map(({ end, effect, installedAt }) => ({ end, effect, installed: installedAt !== null }));
  };
  return { ...its, reports, look, courses };
};

/** The store, with another answer where a read asks for an inventory. */
const readingInventories = (
  store: Store,
  inventory: (view: StoreView, hostId: HostId) => ReturnType<StoreView['fleet']['inventory']>,
): Store => ({
  ...store,
  read: async (work) =>
    await store.read(
      async (view) => await work({ ...view, fleet: { ...view.fleet, inventory: (id) => inventory(view, id) } }),
    ),
});

describe.each([
  ['memory', async () => openMemoryStore()],
  ['SQLite', async () => await openStore(await aDirectory())],
])('looks over %s', (_name, open) => {
  it('end what needed a kernel as patched by the reboot, while the old one stays installed', async () => {
    const { reports, says, look, courses } = looking(await open());
    const [old, fixed] = [
      ['6.1.0-50-amd64', '6.1.176-1'],
      ['6.1.0-56-amd64', '6.1.192-2'],
    ].map(([release = '', version = '']) => ({
      release,
      image: aPackage({
        ...{ name: `linux-image-${release}`, version, sourceName: 'linux-signed-amd64' },
        sourceVersion: version.replace('-', '+'),
      }),
    }));
    if (old === undefined || fixed === undefined) throw new Error('two kernels');
    const runs = async (running: string, kernels: readonly (typeof old)[]) =>
      await reports({
        packages: kernels.map(({ image }) => image),
        system: {
          virtualisation: 'kvm',
          kernel: { running, nextBoot: null, installed: kernels.map((k) => k.release) },
        },
      });
    await runs(old.release, [old]);
    await says([
      anAdvisoryRecord({ recordId: 'DSA-1', statements: [aStatement({ source: 'linux', fixed: '6.1.192-2' })] }),
    ]);
    await look();
    expect(await courses()).toEqual([{ end: null, effect: 'known', installed: false }]);
    await runs(old.release, [old, fixed]);
    await look();
    expect(await courses()).toEqual([{ end: null, effect: 'known', installed: true }]);
    await runs(fixed.release, [old, fixed]);
    await look();
    expect(await courses()).toEqual([{ end: 'patched', effect: 'known', installed: true }]);
  });

  it('end nothing by what another publisher built', async () => {
    const { reports, says, look, courses } = looking(await open());
    const known = (origin: PackageOrigin) => ({
      kind: 'known' as const,
      asOf: ALL.from,
      origins: [{ ...origin, uri: null, packages: [0, 1], others: [], newer: [] }],
      none: [],
    });
    const debian = { origin: 'Debian', label: 'Debian', codename: 'bookworm' };
    await reports({ packages: [OPENSSL], origins: known(debian) });
    await says([ADVISORY]);
    await look();
    const own = aPackage({ name: 'openssl', version: '3.0.99-0own1' });
    await reports({ packages: [own], origins: known({ origin: 'Example', label: 'Example', codename: 'stable' }) });
    await look();
    expect(await courses()).toEqual([{ end: null, effect: 'unknown', installed: true }]);
    await reports({ packages: [FIXED], origins: known(debian) });
    await look();
    expect(await courses()).toEqual([{ end: 'patched', effect: 'known', installed: true }]);
  });

  it('end nothing by a statement that nobody can judge any more', async () => {
    const { reports, says, look, courses } = looking(await open());
    await reports({ packages: [OPENSSL] });
    await says([ADVISORY]);
    await look();
    const statement = { ...aStatement({ source: 'openssl', fixed: null }), says: { kind: 'undetermined' as const } };
    await says([anAdvisoryRecord({ recordId: 'DSA-1', kind: 'vulnerability', statements: [statement] })]);
    await look();
    expect(await courses()).toEqual([{ end: null, effect: 'known', installed: false }]);
    await says([anAdvisoryRecord({ recordId: 'DSA-1', withdrawnAt: ALL.from })]);
    await look();
    expect(await courses()).toEqual([{ end: 'revised', effect: 'known', installed: false }]);
  });

  it('end nothing while one of what an update answers cannot be judged, though another was judged away', async () => {
    const { reports, says, look, courses } = looking(await open());
    await reports({ packages: [OPENSSL] });
    const about = (recordId: string, statement: Statement = aStatement({ source: 'openssl', fixed: '3.0.17-1' })) =>
      anAdvisoryRecord({ recordId, kind: 'vulnerability', vulnerabilities: [recordId], statements: [statement] });
    await says([about('CVE-2026-1'), about('CVE-2026-2')]);
    await look();
    expect(await courses()).toHaveLength(1);
    const undetermined = {
      ...aStatement({ source: 'openssl', fixed: null }),
      says: { kind: 'undetermined' as const },
    };
    // Whichever of the two its course has.
    for (const left of ['CVE-2026-2', 'CVE-2026-1']) {
      await says([about(left, undetermined)]);
      await look();
      await look();
      expect(await courses()).toEqual([{ end: null, effect: 'known', installed: false }]);
      await says([about('CVE-2026-1'), about('CVE-2026-2')]);
      await look();
    }
    await says(['CVE-2026-1', 'CVE-2026-2'].map((recordId) => anAdvisoryRecord({ recordId, withdrawnAt: ALL.from })));
    await look();
    expect(await courses()).toMatchObject([{ end: 'revised' }]);
  });

  it('end with a host that is retired, and nobody looks at it again', async () => {
    const { app, store, reports, says, look, courses, later, now } = looking(await open());
    await reports({ packages: [OPENSSL] });
    await says([ADVISORY]);
    await look();
    const known = now.at;
    later(60 * HOUR);
    expect((await retireHost(app, ADA, HOST)).ok).toBe(true);
    expect(await courses()).toEqual([{ end: 'removed', effect: 'known', installed: false }]);
    const standing = async (at: Instant) => {
      const counts = await store.read(async (view) => await view.reports.standings({ at, label: null }));
      return counts.map((one) => one.standing);
    };
    expect(await standing(known)).toEqual(['due-later']);
    expect(await standing(addSeconds(known, 50 * HOUR))).toEqual(['unknown']);
    expect(await standing(now.at)).toEqual([]);
    later(500 * HOUR);
    expect(await lookAtHosts(app)).toBeNull();
  });

  it('go on past a host that cannot be looked at, and that one is unknown', async () => {
    const inner = await open();
    let isDamaged = false;
    const store = readingInventories(inner, async (view, hostId) => {
      if (isDamaged && hostId === HOST) throw new Error('the row is damaged');
      return await view.fleet.inventory(hostId);
    });
    const { app, look, report, says, later, now } = looking(store);
    await report('a', [OPENSSL]);
    await report('b', [OPENSSL]);
    await says([ADVISORY]);
    const standings = async () => {
      const query = { at: now.at, label: null };
      const { items } = await inner.read(async (view) => await view.reports.standingHosts(query, EVERY));
      return items.map(({ hostId, standing, reason }) => `${hostId} ${standing} ${reason?.code ?? ''}`.trim());
    };
    await look();
    expect(await standings()).toEqual(['a due-later', 'b due-later']);
    isDamaged = true;
    later(21 * HOUR);
    await look();
    expect(await standings()).toEqual(['a unknown host-look-failed', 'b due-later']);
    // Not at once again, and not never.
    expect(await lookAtHosts(app)).toBeNull();
    isDamaged = false;
    later(HOUR);
    await look();
    expect(await standings()).toEqual(['a due-later', 'b due-later']);
  });

  it('say nothing of hosts while the store is away, and go on where they were', async () => {
    const inner = await open();
    let isAway = false;
    const store = readingInventories(inner, async (view, hostId) => {
      if (isAway) throw new StoreFailure(reason('store-unreachable', { where: 'db', detail: 'connection refused' }));
      return await view.fleet.inventory(hostId);
    });
    const { app, look, report, says, later, now } = looking(store);
    await report('a', [OPENSSL]);
    await says([ADVISORY]);
    await look();
    const standings = async () => {
      const query = { at: now.at, label: null };
      const { items } = await inner.read(async (view) => await view.reports.standingHosts(query, EVERY));
      return items.map(({ standing }) => standing);
    };
    later(21 * HOUR);
    isAway = true;
    await expect(lookAtHosts(app)).rejects.toThrow('store-unreachable');
    isAway = false;
    expect(await standings()).toEqual(['due-later']);
    // Its claim holds for a minute.
    expect(await lookAtHosts(app)).toBeNull();
    const { lookedAt } = await inner.read(async (view) => await view.reports.coursesOf(HOST));
    await look();
    const again = await inner.read(async (view) => await view.reports.coursesOf(HOST));
    expect([await standings(), again.lookedAt]).toEqual([['due-later'], now.at]);
    expect(lookedAt).not.toBe(now.at);
  });

  it('read no inventory while others wait to write, and look again at what came meanwhile', async () => {
    const inner = await open();
    const { app, report, look, later, now } = looking(inner);
    await report('a', [OPENSSL]);
    later(60);
    const due = async () => await inner.read(async (view) => await view.reports.hostsToLookAt(now.at, 9));
    let isRead = false;
    const store = readingInventories(inner, async (view, hostId) => {
      isRead = true;
      return await view.fleet.inventory(hostId);
    });
    const read: Store['read'] = async (work) => {
      const answer = await store.read(work);
      if (isRead) await inner.write(({ reports }) => reports.lookAgain(HOST));
      return answer;
    };
    // Only what is read is watched: in a write an inventory would not be seen, and the host not be due again.
    await lookAtHosts({ ...app, ports: { ...app.ports, store: { ...store, read } } });
    expect(await due()).toEqual([HOST]);
    await look();
    expect(await due()).toEqual([]);
  });
});
