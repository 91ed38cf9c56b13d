// What people are answered: exposures by update, one host, one advisory, now and as of a day; over memory and SQLite.

import {
  type App,
  addFeed,
  advisoryHosts,
  hostExposure,
  listAdvisories,
  listExposures,
  listPackageHosts,
  showAdvisory,
  updateHosts,
} from '@slipway/controller/app';
import type { Store } from '@slipway/controller/ports';
import { openMemoryStore } from '@slipway/controller/store/memory';
import { asInstant, type Instant } from '@slipway/core/time';
import { aPackage } from '@slipway/testkit/builders';
import {
  aHostRecord,
  anAdvisoryRecord,
  aStatement,
  aStoredInventory,
  aSupportStatus,
  hostIdOf,
  OF_BOOKWORM,
  someFacts,
} from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { aDirectory, openStore } from '../store/support.ts';
import { ADA, FIXED, LIBSSL, OPENSSL, SPEC, world } from './world.ts';

const FIRST = { after: null, limit: 100 };
const NOW = { asOf: null };
const ADVISORY = anAdvisoryRecord({ recordId: 'DSA-1', vulnerabilities: ['CVE-2026-1', 'CVE-2026-2'] });
const UPDATE = { release: OF_BOOKWORM, sourcePackage: 'openssl', fixedVersion: '3.0.17-1' };
const LISTED = {
  addedAt: asInstant('2026-11-20T00:00:00.000Z'),
  dueAt: null,
  ransomware: 'unknown',
  requiredAction: 'update',
} as const;

describe.each([
  ['memory', async () => openMemoryStore()],
  ['SQLite', async () => await openStore(await aDirectory())],
])('over %s', (_name, open) => {
  const filled = async () => {
    const its = world({ store: await open() });
    await its.report('a', [OPENSSL, LIBSSL]);
    await its.report('b', [OPENSSL]);
    await its.report('c', [FIXED]);
    await its.says([ADVISORY, someFacts({ vulnerability: 'CVE-2026-1' })]);
    return its;
  };

  describe('what stands beside an answer', () => {
    const enrol = async (store: Store, hostId: string) =>
      await store.write(({ fleet }) => fleet.addHost(aHostRecord({ hostId, hostname: `${hostId}.example` })));
    const beside = async (app: App, asOf: Instant | null = null) => {
      const { unheard, untold } = await listExposures(app, { asOf }, FIRST);
      const hosts = unheard.map(({ reason, hosts, hostnames }) => [reason.code, hosts, ...hostnames]);
      return { hosts, untold };
    };

    it('names hosts that never reported, and those that have been silent for too long to say anything', async () => {
      const { app, store, later, now } = await filled();
      expect((await beside(app)).hosts).toEqual([]);
      await enrol(store, 'mute');
      expect((await beside(app)).hosts).toEqual([['host-never-reported', 1, 'mute.example']]);
      const then = now.at;
      later(49 * 3600);
      expect((await beside(app)).hosts).toEqual([
        ['host-never-reported', 1, 'mute.example'],
        ['host-long-silent', 3, 'a', 'b', 'c'],
      ]);
      // When each was heard is kept for now alone.
      expect((await beside(app, then)).hosts).toEqual([['host-never-reported', 1, 'mute.example']]);
      const one = await hostExposure(app, hostIdOf('a'), NOW);
      expect(one.ok && one.value.gaps.map(({ reason }) => reason.code)).toContain('host-long-silent');
    });

    it('says once what no feed tells that urgency asks for', async () => {
      const { app, says } = await filled();
      expect((await beside(app)).untold).toEqual(['kev', 'epss', 'cvss']);
      await addFeed(app, ADA, { ...SPEC, name: 'kev', kind: 'kev' });
      // Configured, and nobody has read it yet.
      expect((await beside(app)).untold).toContain('kev');
      await says([someFacts({ vulnerability: 'CVE-2026-1', kev: LISTED })], 'kev');
      expect((await beside(app)).untold).toEqual(['epss', 'cvss']);
    });
  });

  describe('a meta package of a kernel', () => {
    const meta = aPackage({ name: 'linux-image-amd64', version: '6.1.1-1', sourceName: 'linux' });
    const image = aPackage({ name: 'linux-image-6.1.0-50-amd64', version: '6.1.1-1', sourceName: 'linux' });
    const kernels = anAdvisoryRecord({
      recordId: 'DSA-2',
      vulnerabilities: ['CVE-2026-7'],
      statements: [aStatement({ source: 'linux', fixed: '6.1.2-1' })],
    });

    it('is no exposure by itself, now or as of a day, and the kernel that it names is one', async () => {
      const its = world({ store: await open() });
      await its.report('bare', [meta]);
      await its.says([kernels]);
      const rows = async (asOf: Instant | null) =>
        (await listExposures(its.app, { asOf }, FIRST)).items.map(({ sourcePackage, hosts, unknown }) => [
          sourcePackage,
          hosts + unknown,
        ]);
      expect(await its.affected()).toHaveLength(1);
      expect([await rows(null), await rows(its.now.at)]).toEqual([[], []]);
      const named = await advisoryHosts(its.app, { name: 'CVE-2026-7', ...NOW }, FIRST);
      expect(named.ok && [named.value.total, named.value.unknown, named.value.items]).toEqual([0, 0, []]);
      await its.report('whole', [meta, image]);
      // In a container the kernel on its disk does not run; of a day nobody kept that.
      expect([await rows(null), await rows(its.now.at)]).toEqual([[], [['linux', 1]]]);
    });
  });

  describe('exposures', () => {
    it('are one row per update, with the deadline that comes first and why', async () => {
      const { app, now } = await filled();
      const known = now.at;
      const { items } = await listExposures(app, NOW, FIRST);
      expect(items).toHaveLength(1);
      expect(items[0]).toMatchObject({ ...UPDATE, vulnerabilities: 2, hosts: 2, worstTenths: 98 });
      const { dueFirst } = items[0]!;
      expect(dueFirst?.vulnerability).toBe('CVE-2026-1');
      expect(dueFirst?.urgency).toMatchObject({ lane: 'immediate', rule: 'cvss-critical' });
      expect(dueFirst?.urgency.deadline).toBe(asInstant(known.replace('11-21', '11-24')));
    });

    it('are due by what is known of the host, of all hosts the first', async () => {
      const { app, store, says } = await filled();
      await store.write(async ({ fleet }) => {
        const labels = { facing: 'public', environment: 'prod' };
        await fleet.addHost(aHostRecord({ hostId: 'p', labels }));
        await fleet.putInventory(hostIdOf('p'), aStoredInventory({ packages: [LIBSSL] }));
      });
      const ssvc = { exploitation: 'active', automatable: true, technicalImpact: 'total', asOf: null } as const;
      await says([someFacts({ vulnerability: 'CVE-2026-2', cvss: [], kev: LISTED, ssvc })], 'kev');
      const { items } = await listExposures(app, NOW, FIRST);
      expect(items[0]?.hosts).toBe(3);
      const shown = await updateHosts(app, { update: UPDATE, ...NOW }, { after: null, limit: 2 });
      if (!shown.ok) throw new Error(shown.reason.code);
      expect(shown.value.update.vulnerabilities).toBe(2);
      expect(shown.value.hosts.items.map(({ hostname }) => hostname)).toEqual(['a', 'b']);
      const rest = await updateHosts(app, { update: UPDATE, ...NOW }, { after: shown.value.hosts.next, limit: 2 });
      expect(rest).toMatchObject({ ok: true, value: { hosts: { items: [{ hostId: 'p' }], next: null } } });
    });

    it('are those of the day that is asked about', async () => {
      const { app, now, later, report } = await filled();
      const then = now.at;
      later(3600);
      await report('a', [FIXED]);
      await report('b', [FIXED]);
      expect((await listExposures(app, NOW, FIRST)).items).toEqual([]);
      expect((await listExposures(app, { asOf: then }, FIRST)).items).toMatchObject([{ ...UPDATE, hosts: 2 }]);
      const before = asInstant('2026-11-20T00:00:00.000Z');
      expect((await listExposures(app, { asOf: before }, FIRST)).items).toEqual([]);
      const gone = await updateHosts(app, { update: UPDATE, ...NOW }, FIRST);
      expect(gone).toMatchObject({ ok: false, reason: { code: 'not-found' } });
    });
  });

  describe('a host', () => {
    it('has its verdicts with feed and date, and how each stands here', async () => {
      const { app, now } = await filled();
      const shown = await hostExposure(app, hostIdOf('a'), NOW);
      if (!shown.ok) throw new Error(shown.reason.code);
      const { verdicts, overlay, gaps } = shown.value;
      expect(verdicts.map((one) => `${one.vulnerability} ${one.package} ${one.feed} ${one.feedDate}`).sort()).toEqual(
        ['libssl3', 'openssl'].flatMap((name) => [1, 2].map((at) => `CVE-2026-${at} ${name} debian ${now.at}`)).sort(),
      );
      expect(overlay?.verdicts).toHaveLength(4);
      expect(new Set(overlay?.verdicts.map(({ standing }) => standing))).toEqual(new Set(['no-candidate']));
      expect(gaps).toEqual([]);
    });

    it('whose process still maps the old file is not done with it', async () => {
      const { app, store } = await filled();
      const process = { pid: 7, executable: '/usr/sbin/nginx', unit: 'nginx.service', files: ['/usr/lib/libssl.so.3'] };
      await store.write(async ({ fleet }) => {
        await fleet.addHost(aHostRecord({ hostId: 'm' }));
        const restart = { kind: 'known', asOf: asInstant('2026-11-21T08:00:00.000Z') } as const;
        const inventory = aStoredInventory({
          packages: [FIXED],
          restart: { ...restart, processes: [{ ...process, packages: ['openssl'] }] },
        });
        await fleet.putInventory(hostIdOf('m'), inventory);
      });
      const shown = await hostExposure(app, hostIdOf('m'), NOW);
      if (!shown.ok) throw new Error(shown.reason.code);
      expect(shown.value.overlay?.verdicts).toMatchObject([
        { standing: 'old-code-in-memory', processes: [{ pid: 7 }], verdict: { vulnerability: 'CVE-2026-1' } },
        { standing: 'old-code-in-memory' },
      ]);
    });

    it('of a release that no feed speaks of is unknown, and not safe', async () => {
      const { app, store } = await filled();
      await store.write(async ({ fleet }) => {
        await fleet.addHost(aHostRecord({ hostId: 't' }));
        const system = { release: 'trixie' };
        await fleet.putInventory(hostIdOf('t'), aStoredInventory({ packages: [OPENSSL], system }));
      });
      const shown = await hostExposure(app, hostIdOf('t'), NOW);
      expect(shown).toMatchObject({
        ok: true,
        value: {
          verdicts: [],
          gaps: [{ verdict: 'unknown', package: null, reason: { code: 'release-without-feed' } }],
        },
      });
    });

    it('of a release whose support has ended is told so', async () => {
      const { app, says } = await filled();
      await says([aSupportStatus({ kind: 'ended', endsAt: asInstant('2026-01-01T00:00:00.000Z') })], 'support');
      const shown = await hostExposure(app, hostIdOf('c'), NOW);
      expect(shown).toMatchObject({ ok: true, value: { gaps: [{ reason: { code: 'release-unsupported' } }] } });
    });

    it('that nobody knows, or that never reported, has none', async () => {
      const { app, store } = await filled();
      await store.write(({ fleet }) => fleet.addHost(aHostRecord({ hostId: 'silent' })));
      const codes = await Promise.all(
        ['nobody', 'silent'].map(async (name) => {
          const shown = await hostExposure(app, hostIdOf(name), NOW);
          return shown.ok ? null : shown.reason.code;
        }),
      );
      expect(codes).toEqual(['not-found', 'host-never-reported']);
    });

    it('is shown as of a day without what nobody kept', async () => {
      const { app, now, later, report } = await filled();
      const then = now.at;
      later(3600);
      await report('a', [FIXED]);
      const shown = await hostExposure(app, hostIdOf('a'), { asOf: then });
      if (!shown.ok) throw new Error(shown.reason.code);
      expect(shown.value.verdicts).toHaveLength(4);
      expect(shown.value.overlay).toBeNull();
      expect(await hostExposure(app, hostIdOf('a'), NOW)).toMatchObject({ ok: true, value: { verdicts: [] } });
    });
  });

  describe('advisories', () => {
    it('are listed, shown with what is known of their vulnerabilities, and with the hosts', async () => {
      const { app, says } = await filled();
      await says([
        ADVISORY,
        anAdvisoryRecord({ recordId: 'DSA-2', statements: [aStatement({ source: 'x', fixed: '1' })] }),
      ]);
      const listed = await listAdvisories(app, NOW, FIRST);
      expect(listed.items.map(({ record }) => record.name)).toEqual(['DSA-1', 'DSA-2']);
      const shown = await showAdvisory(app, 'DSA-1', NOW);
      expect(shown).toMatchObject({ ok: true, value: { records: [{ record: ADVISORY.record }], hosts: 2 } });
      const hosts = await advisoryHosts(app, { name: 'CVE-2026-2', ...NOW }, { after: null, limit: 1 });
      if (!hosts.ok) throw new Error(hosts.reason.code);
      expect(hosts.value).toMatchObject({ total: 2, unknown: 0, items: [{ hostname: 'a', exposed: 'yes' }] });
      const rest = await advisoryHosts(app, { name: 'CVE-2026-2', ...NOW }, { after: hosts.value.next, limit: 1 });
      expect(rest).toMatchObject({ ok: true, value: { items: [{ hostname: 'b' }], next: null } });
      const listedAffecting = await listAdvisories(app, { ...NOW, filter: { affecting: true } }, FIRST);
      expect(listedAffecting.items.map(({ record }) => record.name)).toEqual(['DSA-1']);
      const nobody = { ok: false, reason: { code: 'not-found' } };
      expect(await showAdvisory(app, 'DSA-9', NOW)).toMatchObject(nobody);
      expect(await advisoryHosts(app, { name: 'DSA-9', ...NOW }, FIRST)).toMatchObject(nobody);
      expect(await advisoryHosts(app, { name: 'DSA-2', ...NOW }, FIRST)).toMatchObject({
        ok: true,
        value: { total: 0 },
      });
    });
  });

  describe('hosts that run a package below a version', () => {
    it('are counted and listed by the order of the package format', async () => {
      const { app, now, later, report } = await filled();
      await report('d', [aPackage({ name: 'openssl', version: '3.0.9-1' })]);
      const then = now.at;
      later(60);
      await report('b', [FIXED]);
      const below = { version: '3.0.15-2', format: 'deb' as const };
      const found = await listPackageHosts(app, { name: 'openssl', below }, FIRST);
      if (!found.ok) throw new Error(found.reason.code);
      expect(found.value.hosts).toBe(2);
      expect(found.value.items.map(({ hostname, package: { version } }) => [hostname, version])).toEqual([
        ['a', '3.0.15-1'],
        ['d', '3.0.9-1'],
      ]);
      const before = await listPackageHosts(app, { name: 'openssl', below, asOf: then }, FIRST);
      expect(before).toMatchObject({ ok: true, value: { hosts: 3 } });
      const rpm = await listPackageHosts(app, { name: 'openssl', below: { version: '9', format: 'rpm' } }, FIRST);
      expect(rpm).toMatchObject({ ok: true, value: { hosts: 0, items: [] } });
      const wrong = await listPackageHosts(app, { name: 'openssl', below: { version: '', format: 'deb' } }, FIRST);
      expect(wrong).toMatchObject({ ok: false, reason: { code: 'version-invalid' } });
    });
  });
});
