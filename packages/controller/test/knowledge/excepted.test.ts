// Hosts that are exposed by a decision are counted apart, on every page, as long as the exception acts; over both stores.

import {
  advisoryHosts,
  hostUpdates,
  listExposures,
  setLabels,
  showAdvisory,
  updateHosts,
} from '@slipway/controller/app';
import { openMemoryStore } from '@slipway/controller/store/memory';
import type { Exception } from '@slipway/core/policy';
import { addSeconds } from '@slipway/core/time';
import { aPackage, aPolicy, THE_MORNING } from '@slipway/testkit/builders';
import {
  anAdvisoryRecord,
  aStatement,
  aStoredInventory,
  hostIdOf,
  OF_BOOKWORM,
  someFacts,
} from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { aDirectory, openStore } from '../store/support.ts';
import { ADA, LIBSSL, OPENSSL, world } from './world.ts';

const FIRST = { after: null, limit: 100 };
const UPDATE = { release: OF_BOOKWORM, sourcePackage: 'openssl', fixedVersion: '3.0.17-1' };
const ADVISORY = anAdvisoryRecord({ recordId: 'DSA-1', vulnerabilities: ['CVE-2026-1', 'CVE-2026-2'] });
const HOUR = 3600;

const anException = (given: Partial<Exception> = {}): Exception => ({
  name: 'old-tls',
  hosts: 'role = billing',
  leavesOut: { advisory: 'DSA-1' },
  owner: 'team-billing',
  why: 'the billing appliance breaks with it',
  compensatingControl: 'reachable from the bastion alone',
  approvedBy: 'ada',
  expiresAt: addSeconds(THE_MORNING, 24 * HOUR),
  ...given,
});

describe.each([
  ['memory', async () => openMemoryStore()],
  ['SQLite', async () => await openStore(await aDirectory())],
])('over %s', (_name, open) => {
  const filled = async (...exceptions: readonly Exception[]) => {
    const its = world({ store: await open() });
    await its.report('billing', [OPENSSL, LIBSSL]);
    await its.report('shop', [OPENSSL, LIBSSL]);
    const label = (role: string) => setLabels(its.app, ADA, hostIdOf(role), { environment: 'prod', role });
    await label('billing');
    await label('shop');
    await its.says([ADVISORY, ...['CVE-2026-1', 'CVE-2026-2'].map((vulnerability) => someFacts({ vulnerability }))]);
    const decide = async (...decided: readonly Exception[]) => {
      await its.store.write(async ({ plans }) => {
        const revision = (await plans.policy())?.revision ?? 0;
        await plans.savePolicy({ revision, value: { ...aPolicy(), exceptions: decided } }, 'ada', its.now.at);
      });
      await its.settle();
    };
    if (exceptions.length > 0) await decide(...exceptions);
    const listed = async (query: Parameters<typeof listExposures>[1] = {}) => {
      const { items, totals } = await listExposures(its.app, query, FIRST);
      const rows = items.map(({ sourcePackage, hosts, excepted }) => `${sourcePackage} ${hosts} ${excepted}`);
      return [...rows, totals?.excepted ?? null];
    };
    const states = async (name: string) => {
      const its_ = await hostUpdates(its.app, hostIdOf(name), { asOf: null });
      return its_.ok ? its_.value.updates.map(({ state, vulnerabilities }) => `${state} ${vulnerabilities}`) : [];
    };
    return { ...its, decide, listed, states, label };
  };

  it('one exposed by a decision is counted apart, in lists, totals and pages', async () => {
    const { app, listed, states } = await filled(anException());
    expect(await listed()).toEqual(['openssl 1 1', 1]);
    expect(await listed({ excepted: 'only' })).toEqual(['openssl 1 1', 1]);
    expect(await listed({ labels: { role: 'billing' } })).toEqual([null]);
    expect(await listed({ labels: { role: 'billing' }, excepted: 'only' })).toEqual(['openssl 0 1', null]);
    expect(await states('billing')).toEqual(['excepted 2']);
    expect(await states('shop')).toEqual(['no-candidate 2']);
    const one = await updateHosts(app, { update: UPDATE, asOf: null }, FIRST);
    if (!one.ok) throw new Error(one.reason.code);
    expect(one.value.update).toMatchObject({ hosts: 1, excepted: 1 });
    expect(
      one.value.hosts.items.map(({ hostname, exposed, exception }) => [hostname, exposed, exception?.name]),
    ).toEqual([
      ['billing', 'yes', 'old-tls'],
      ['shop', 'yes', undefined],
    ]);
    const of = await advisoryHosts(app, { name: 'CVE-2026-1', asOf: null }, FIRST);
    expect(of.ok && [of.value.total, of.value.excepted]).toEqual([1, 1]);
    const shown = await showAdvisory(app, 'DSA-1', { asOf: null });
    expect(shown.ok && [shown.value.hosts, shown.value.excepted]).toEqual([1, 1]);
  });

  it('an exception that ends, or that policy takes back, answers for nobody any more', async () => {
    const { decide, later, listed, settle, states } = await filled(anException());
    expect(await listed()).toEqual(['openssl 1 1', 1]);
    later(24 * HOUR);
    await settle();
    expect(await listed()).toEqual(['openssl 2 0', 0]);
    expect(await states('billing')).toEqual(['no-candidate 2']);
    const again = anException({ expiresAt: addSeconds(THE_MORNING, 99 * HOUR) });
    await decide(again);
    expect(await listed()).toEqual(['openssl 1 1', 1]);
    // Its words alone count nobody otherwise.
    await decide({ ...again, why: 'still' });
    expect(await listed()).toEqual(['openssl 1 1', 1]);
    await decide();
    expect(await listed()).toEqual(['openssl 2 0', 0]);
  });

  it('a label decides who is under it', async () => {
    const { app, listed, settle } = await filled(anException());
    await setLabels(app, ADA, hostIdOf('shop'), { environment: 'prod', role: 'billing' });
    await settle();
    expect(await listed()).toEqual([1]);
    expect(await listed({ excepted: 'only' })).toEqual(['openssl 0 2', 1]);
  });

  it('answers only where nothing is left: another package, or another vulnerability, stands', async () => {
    const { decide, listed, states } = await filled(anException({ leavesOut: { package: 'libssl3' } }));
    expect(await listed()).toEqual(['openssl 2 0', 0]);
    expect(await states('billing')).toEqual(['excepted 2', 'no-candidate 2']);
    await decide(
      anException({ leavesOut: { package: 'libssl3' } }),
      anException({ name: 'too', leavesOut: { package: 'openssl' } }),
    );
    expect(await listed()).toEqual(['openssl 1 1', 1]);
    await decide(anException({ leavesOut: { advisory: 'CVE-2026-1' } }));
    expect(await listed()).toEqual(['openssl 2 0', 0]);
    expect(await states('billing')).toEqual(['excepted 1', 'no-candidate 1']);
  });

  it('what is not known stays so, and a day in the past is told as it was', async () => {
    const { app, listed, now, says } = await filled(anException({ leavesOut: { package: 'openssl' } }));
    const unread = { ...aStatement({ source: 'openssl', fixed: null }), says: { kind: 'undetermined' } } as const;
    await says([anAdvisoryRecord({ recordId: 'DSA-3', vulnerabilities: ['CVE-2026-3'], statements: [unread] })]);
    const before = await listExposures(app, { asOf: now.at }, FIRST);
    expect(before.items.map(({ excepted }) => excepted).every((count) => count === 0)).toBe(true);
    expect((await listed({ state: 'unknown' })).slice(0, -1).every((row) => String(row).endsWith(' 0'))).toBe(true);
  });

  it('a kernel is answered for where the one that runs or boots next is excepted', async () => {
    const image = (release: string) =>
      aPackage({ name: `linux-image-${release}`, version: '6.1.1-1', sourceName: 'linux' });
    const its = world({ store: await open() });
    const packages = [image('6.1.0-49-amd64'), image('6.1.0-50-amd64')];
    const kernel = { running: '6.1.0-50-amd64', nextBoot: '6.1.0-50-amd64', installed: [] };
    await its.report('billing', []);
    await setLabels(its.app, ADA, hostIdOf('billing'), { role: 'billing' });
    await its.store.write(async ({ fleet, plans }) => {
      await fleet.putInventory(
        hostIdOf('billing'),
        aStoredInventory({ packages, system: { kernel, virtualisation: null } }),
      );
      const value = {
        ...aPolicy(),
        exceptions: [anException({ leavesOut: { package: 'linux-image-6.1.0-50-amd64' } })],
      };
      await plans.savePolicy({ revision: 0, value }, 'ada', THE_MORNING);
    });
    const statements = [aStatement({ source: 'linux', fixed: '6.1.2-1' })];
    await its.says([anAdvisoryRecord({ recordId: 'DSA-2', vulnerabilities: ['CVE-2026-7'], statements })]);
    const { items } = await listExposures(its.app, { excepted: 'only' }, FIRST);
    expect(items.map(({ hosts, excepted }) => [hosts, excepted])).toEqual([[0, 1]]);
    const one = await updateHosts(
      its.app,
      { update: { ...UPDATE, sourcePackage: 'linux', fixedVersion: '6.1.2-1' }, asOf: null },
      FIRST,
    );
    expect(one.ok && one.value.hosts.items.map(({ exception }) => exception?.name)).toEqual(['old-tls']);
  });
});
