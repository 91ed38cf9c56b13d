// Looks at hosts whose feeds say what a test says: what becomes of the courses of their exposures; over memory and SQLite.

import { lookAtHosts } from '@slipway/controller/app';
import type { Store } from '@slipway/controller/ports';
import { openMemoryStore } from '@slipway/controller/store/memory';
import type { PackageOrigin } from '@slipway/core/inventory';
import { asInstant } from '@slipway/core/time';
import { aPackage } from '@slipway/testkit/builders';
import { aHostRecord, anAdvisoryRecord, aStatement, aStoredInventory, hostIdOf } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { FIXED, OPENSSL, world } from '../knowledge/world.ts';
import { aDirectory, openStore } from '../store/support.ts';

const HOST = hostIdOf('a');
const ADVISORY = anAdvisoryRecord({ recordId: 'DSA-1' });
const ALL = { from: aHostRecord({ hostId: 'a' }).enrolledAt, until: asInstant('2027-01-01T00:00:00.000Z') };
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
    const { items } = await store.read(
      async (view) => await view.reports.courses(request, { after: null, limit: 100 }),
    );
    return items.map(({ end, effect, installedAt }) => ({ end, effect, installed: installedAt !== null }));
  };
  return { ...its, reports, look, courses };
};

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
});
