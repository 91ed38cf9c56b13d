// Exposures and advisories as the API serves them: filters, pages, days in the past, one host, and what is refused.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AnswerOf, endpoints } from '@slipway/protocol/api';
import { aPackage } from '@slipway/testkit/builders';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { enrolAgent } from './support/agent.ts';
import { type ApiClient, clientOf, type Given } from './support/api.ts';
import { type RunningController, type StoreKind, startController } from './support/controller.ts';

const { advisories, exposures, feeds } = endpoints;

const HOUSE = `schema: slipway.house/1
date: 2026-01-02
advisories:
  - { id: ACME-1, source: openssl, fixed: "3.0.17-1", severity: high, link: "https://example.com/1", releases: [debian:bookworm], cves: [CVE-2026-0001, CVE-2026-0002] }
  - { id: ACME-2, package: nginx, fixed: none, severity: low, link: "https://example.com/2", releases: [debian:bookworm], cves: [CVE-2026-0003] }
  - { id: ACME-3, package: absent, fixed: "1", severity: low, link: "https://example.com/3", releases: [debian:bookworm] }
`;
const OPENSSL = aPackage({ name: 'openssl', version: '3.0.15-1' });
const NGINX = aPackage({ name: 'nginx', version: '1.22.1-9' });

describe.each<StoreKind>(['memory', 'sqlite'])('exposures over the %s store', (store) => {
  let controller: RunningController;
  let api: ApiClient;
  let folder: string;
  let before: string;
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-exposures-'));
    controller = await startController({ store, loops: 'run' });
    api = clientOf(controller);
    const add = async (hostname: string, labels: Readonly<Record<string, string>>, packages: readonly unknown[]) => {
      const agent = await enrolAgent(controller, { hostname, labels });
      await agent.sendInventory({ packages: packages as (typeof OPENSSL)[], system: { hostname } });
      ids[hostname] = agent.hostId;
    };
    await add('web', { environment: 'prod', owner: 'shop', facing: 'public' }, [OPENSSL, NGINX]);
    await add('db', { environment: 'test', owner: 'o\'hara "x"' }, [OPENSSL]);
    before = new Date().toISOString();
    await writeFile(join(folder, 'house.yaml'), HOUSE);
    await api.call(feeds.add, { body: { name: 'house', location: join(folder, 'house.yaml') } });
    await vi.waitUntil(
      async () => {
        const { items, waiting } = await api.call(exposures.list);
        return items.length === 2 && waiting.packages + waiting.updates === 0;
      },
      { timeout: 20_000, interval: 50 },
    );
  });
  afterAll(async () => {
    await controller.close();
    await rm(folder, { recursive: true });
  });

  const list = async (query: NonNullable<Given['query']> = {}) => await api.call(exposures.list, { query });
  const named = async (query: NonNullable<Given['query']> = {}) =>
    (await list(query)).items.map(({ sourcePackage, hosts }) => `${sourcePackage} ${hosts}`);

  it('come with their feeds, their totals, and what would end them', async () => {
    const answer = await list();
    expect(answer).toMatchObject({
      order: 'due',
      totals: { updates: 2 },
      feeds: [{ feed: 'house', date: '2026-01-02T00:00:00.000Z', refusal: null }],
      gaps: [],
      moreUnknown: false,
      next: null,
    });
    expect(answer.items.find(({ sourcePackage }) => sourcePackage === 'openssl')).toMatchObject({
      fixedVersion: '3.0.17-1',
      state: 'fixable',
      vulnerabilities: 2,
      severity: 'high',
      worstTenths: null,
      hosts: 2,
      unknown: 0,
    });
  });

  it.each([
    [{}, ['nginx 1', 'openssl 2']],
    [{ state: 'no-fix' }, ['nginx 1']],
    [{ state: 'fixable' }, ['openssl 2']],
    [{ state: 'unknown' }, []],
    [{ severity: 'high' }, ['openssl 2']],
    [{ environment: 'prod' }, ['nginx 1', 'openssl 1']],
    [{ owner: 'o\'hara "x"' }, ['openssl 1']],
    [{ environment: 'prod', owner: 'o\'hara "x"' }, []],
    [{ labels: '{"facing":"public"}' }, ['nginx 1', 'openssl 1']],
    [{ labels: '{"facing":"public"}', severity: 'high' }, ['openssl 1']],
    [{ dueBy: '2026-01-01T00:00:00.000Z' }, []],
  ] as const)('are asked by %j', async (query, expected) => {
    expect((await named(query)).sort()).toEqual(expected);
  });

  it('come page by page, of updates and of vulnerabilities', async () => {
    const pages = async <E extends typeof exposures.list | typeof exposures.each>(
      endpoint: E,
      query: Given['query'],
    ) => {
      const found: AnswerOf<E>['items'][number][][] = [];
      let after: string | null = null;
      do {
        const page: AnswerOf<E> = await api.call(endpoint, {
          query: { ...query, limit: 1, ...(after === null ? {} : { after }) },
        });
        found.push([...page.items]);
        after = page.next;
      } while (after !== null);
      return found.flat();
    };
    for (const query of [
      {},
      { labels: '{"environment":"prod","facing":"public"}' },
      { asOf: new Date().toISOString() },
    ]) {
      expect((await pages(exposures.list, query)).map(({ sourcePackage }) => sourcePackage).sort()).toEqual([
        'nginx',
        'openssl',
      ]);
      const each = (await pages(exposures.each, query)) as AnswerOf<typeof exposures.each>['items'];
      expect(each.map(({ vulnerability, sourcePackage }) => `${vulnerability} ${sourcePackage}`).sort()).toEqual([
        'CVE-2026-0001 openssl',
        'CVE-2026-0002 openssl',
        'CVE-2026-0003 nginx',
      ]);
    }
  });

  it('name the hosts of one update', async () => {
    const key = { distribution: 'debian', release: 'bookworm', sourcePackage: 'openssl', fixedVersion: '3.0.17-1' };
    const shown = await api.call(exposures.hosts, { query: { ...key, limit: 1 } });
    expect(shown).toMatchObject({
      update: { hosts: 2 },
      hosts: { items: [{ hostname: 'web', environment: 'prod', owner: 'shop', exposed: 'yes' }] },
    });
    const rest = await api.call(exposures.hosts, { query: { ...key, limit: 1, after: shown.hosts.next ?? '' } });
    expect(rest.hosts).toMatchObject({ items: [{ hostname: 'db' }], next: null });
    expect((await api.call(exposures.hosts, { query: { ...key, owner: 'shop' } })).update.hosts).toBe(1);
    const { fixedVersion: _, ...noFix } = { ...key, sourcePackage: 'nginx' };
    expect((await api.call(exposures.hosts, { query: noFix })).update).toMatchObject({ state: 'no-fix', hosts: 1 });
    await api.refused('not-found', exposures.hosts, { query: { ...key, sourcePackage: 'curl' } });
  });

  it('of one host stand there in a way that is told', async () => {
    const params = { hostId: ids['web'] ?? '' };
    const shown = await api.call(exposures.host, { params });
    expect(shown).toMatchObject({ hostname: 'web', looked: true, hostGaps: [] });
    expect(shown.updates.map(({ sourcePackage, state }) => `${sourcePackage} ${state}`).sort()).toEqual([
      'nginx no-fix',
      'openssl no-candidate',
    ]);
    const only = await api.call(exposures.host, { params, query: { package: 'openssl', state: 'fixable' } });
    expect(only.updates).toMatchObject([{ sourcePackage: 'openssl', vulnerabilities: 2, reason: expect.anything() }]);
    expect((await api.call(exposures.host, { params, query: { state: 'held' } })).updates).toEqual([]);
    const first = await api.call(exposures.verdicts, { params, query: { limit: 2 } });
    const rest = await api.call(exposures.verdicts, { params, query: { limit: 2, after: first.next ?? '' } });
    const all = [...first.items, ...rest.items];
    expect(all.map(({ verdict }) => verdict.vulnerability).sort()).toEqual([
      'CVE-2026-0001',
      'CVE-2026-0002',
      'CVE-2026-0003',
    ]);
    expect(all[0]?.verdict).toMatchObject({ feed: 'house', feedDate: '2026-01-02T00:00:00.000Z' });
    expect(rest.next).toBeNull();
    await api.refused('not-found', exposures.host, { params: { hostId: 'nobody' } });
  });

  it('are those of the day that is asked about', async () => {
    const then = await list({ asOf: before });
    expect(then).toMatchObject({ items: [], feeds: [], totals: null });
    expect(then.gaps).toMatchObject([{ reason: { code: 'release-without-feed' } }]);
    expect((await list({ asOf: new Date().toISOString() })).items).toHaveLength(2);
    const hostThen = await api.call(exposures.host, { params: { hostId: ids['web'] ?? '' }, query: { asOf: before } });
    expect(hostThen).toMatchObject({
      looked: false,
      updates: [],
      hostGaps: [{ reason: { code: 'release-without-feed' } }],
    });
  });

  it('advisories are listed, shown, and told whom they touch', async () => {
    const names = async (query: NonNullable<Given['query']>) =>
      (await api.call(advisories.list, { query })).items.map(({ record }) => record.name);
    expect(await names({})).toEqual(['ACME-1', 'ACME-2', 'ACME-3']);
    expect(await names({ affecting: true })).toEqual(['ACME-1', 'ACME-2']);
    expect(await names({ asOf: before })).toEqual([]);
    const shown = await api.call(advisories.show, { params: { name: 'CVE-2026-0001' } });
    expect(shown).toMatchObject({ hosts: 2, unknown: 0, records: [{ feed: 'house', record: { name: 'ACME-1' } }] });
    const hosts = async (name: string, query: NonNullable<Given['query']> = {}) =>
      await api.call(advisories.hosts, { params: { name }, query });
    expect(await hosts('ACME-1', { limit: 1 })).toMatchObject({ total: 2, items: [{ hostname: 'web' }] });
    expect(await hosts('ACME-1', { owner: 'shop' })).toMatchObject({ total: 1, items: [{ hostname: 'web' }] });
    expect(await hosts('ACME-3')).toMatchObject({ total: 0, items: [] });
    for (const endpoint of [advisories.show, advisories.hosts]) {
      const refused = await api.refused('not-found', endpoint, { params: { name: 'CVE-1999-9999' } });
      expect(refused.status).toBe(404);
    }
  });

  it.each([
    [{ asOf: '2999-01-01T00:00:00.000Z' }],
    [{ asOf: 'yesterday' }],
    [{ dueBy: '7d' }],
    [{ state: 'held' }],
    [{ severity: 'dreadful' }],
    [{ labels: 'facing=public' }],
    [{ labels: '["facing"]' }],
    [{ labels: '{"facing":1}' }],
    [{ labels: '{"$.x\\" or 1":"1"}' }],
    [{ after: 'nothing' }],
    [{ limit: 0 }],
    [{ colour: 'red' }],
  ])('%j is refused', async (query) => {
    for (const endpoint of [exposures.list, exposures.each]) {
      expect((await api.refused('input-invalid', endpoint, { query })).status).toBe(400);
    }
  });

  it('are for whoever may view, and for nobody without a token', async () => {
    expect((await clientOf(controller, null).ask(exposures.list)).status).toBe(401);
  });
});
