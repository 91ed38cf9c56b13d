// The whole of it in the program itself: feeds from files, inventories from agents, what is exposed and until when, a feed
// that changes, who is told, and how it was before.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endpoints, type FeedAnswer } from '@slipway/protocol/api';
import { aPackage } from '@slipway/testkit/builders';
import { expect, it, vi } from 'vitest';
import { enrolAgent } from '../api/support/agent.ts';
import { type ApiClient, clientOf } from '../api/support/api.ts';
import { aFolder, freePort, serve } from './support.ts';

const OPENSSL = aPackage({ name: 'libssl3', version: '3.0.15-1', sourceName: 'openssl', sourceVersion: '3.0.15-1' });
const NGINX = aPackage({ name: 'nginx', version: '1.22.1-9' });

const advisory = (id: string, source: string, fixed: string, vulnerabilities: readonly string[]) => ({
  schema_version: '1.7.0',
  id,
  modified: '2026-11-20T10:00:00Z',
  published: '2026-11-20T09:00:00Z',
  upstream: vulnerabilities,
  summary: `${source} security update`,
  affected: [
    {
      package: { ecosystem: 'Debian:12', name: source },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] }],
    },
  ],
});

const KEV = {
  title: 'CISA Catalog of Known Exploited Vulnerabilities',
  catalogVersion: '2026.11.20',
  dateReleased: '2026-11-20T15:00:00.0000Z',
  count: 1,
  vulnerabilities: [
    {
      cveID: 'CVE-2026-0001',
      vendorProject: 'OpenSSL',
      product: 'OpenSSL',
      vulnerabilityName: 'One',
      dateAdded: '2026-11-19',
      shortDescription: 'One',
      requiredAction: 'Update',
      dueDate: '2026-12-10',
      knownRansomwareCampaignUse: 'Unknown',
      notes: '',
      cwes: [],
    },
  ],
};

const WAIT = { timeout: 30_000, interval: 50 };

const looked = async (api: ApiClient, before: FeedAnswer): Promise<FeedAnswer> =>
  await vi.waitUntil(async () => {
    const feed = await api.call(endpoints.feeds.show, { params: { name: before.name } });
    return feed.nextLookAt === before.nextLookAt ? null : feed;
  }, WAIT);

/** Once nothing waits to be judged or counted any more. */
const settled = async (api: ApiClient, query: Readonly<Record<string, string>> = {}) =>
  await vi.waitUntil(async () => {
    const answer = await api.call(endpoints.exposures.list, { query });
    return answer.waiting.packages + answer.waiting.updates === 0 ? answer : null;
  }, WAIT);

it('knows what hosts are exposed to, tells who newly is, and how it was before', { timeout: 120_000 }, async () => {
  const folder = await aFolder();
  const data = join(folder, 'data');
  const served = await serve(data, await freePort());
  const authority = await readFile(join(data, 'authority.pem'), 'utf8');
  const api = clientOf({ port: served.port, authority, token: served.token ?? '' });
  const host = async (hostname: string, packages: Parameters<typeof aPackage>[0][]) => {
    const enrolmentSecret = async () => served.enrolmentToken ?? '';
    const agent = await enrolAgent({ port: served.port, authority, enrolmentSecret }, { hostname });
    const answer = await agent.sendInventory({ packages: packages.map((one) => aPackage(one)), system: { hostname } });
    expect(answer.status).toBe(200);
    return agent.hostId;
  };
  const web = await host('web', [OPENSSL, NGINX]);
  await host('db', [OPENSSL]);

  // Without a feed nothing looks safe.
  const blind = await settled(api);
  expect(blind).toMatchObject({ items: [], feeds: [], totals: { updates: 0 } });
  expect(blind.gaps).toMatchObject([{ hosts: 2, reason: { code: 'release-without-feed' } }]);

  const osv = join(folder, 'osv');
  await mkdir(osv);
  const write = async (record: ReturnType<typeof advisory>) =>
    await writeFile(join(osv, `${record.id}.json`), JSON.stringify(record));
  await write(advisory('DSA-1-1', 'openssl', '3.0.17-1', ['CVE-2026-0001', 'CVE-2026-0002']));
  await writeFile(join(folder, 'kev.json'), JSON.stringify(KEV));
  const add = async (name: string, location: string) =>
    await looked(api, await api.call(endpoints.feeds.add, { body: { name, location } }));
  expect(await add('debian', osv)).toMatchObject({ kind: 'osv', records: 1, refusal: null });
  expect(await add('kev', join(folder, 'kev.json'))).toMatchObject({ kind: 'kev', records: 1, refusal: null });

  const first = await settled(api);
  expect(first.gaps).toEqual([]);
  expect(first.items).toMatchObject([
    { sourcePackage: 'openssl', fixedVersion: '3.0.17-1', state: 'fixable', vulnerabilities: 2, hosts: 2 },
  ]);
  // Exploited, and known since today: CISA's own three weeks and ours, whichever ends first.
  expect(first.items[0]?.dueFirst).toMatchObject({ vulnerability: 'CVE-2026-0001' });
  expect(first.items[0]?.dueFirst.urgency.deadline).not.toBeNull();
  const affected = await api.call(endpoints.advisories.hosts, { params: { name: 'DSA-1-1' } });
  expect([affected.total, affected.items.map(({ hostname }) => hostname)]).toEqual([2, ['web', 'db']]);
  const before = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 20));

  await write(advisory('DSA-2-1', 'nginx', '1.22.1-9+deb12u1', ['CVE-2026-0003']));
  const read = await looked(api, await api.call(endpoints.feeds.look, { params: { name: 'debian' } }));
  expect(read.records).toBe(2);
  const after = await settled(api);
  expect(after.items.map(({ sourcePackage, hosts }) => `${sourcePackage} ${hosts}`)).toEqual(['openssl 2', 'nginx 1']);
  const told = await vi.waitUntil(async () => {
    const { items } = await api.call(endpoints.notices.list);
    return items.find(({ kind, content }) => kind === 'newly-affected' && JSON.stringify(content).includes('nginx'));
  }, WAIT);
  expect(told?.content).toMatchObject({
    updates: [{ sourcePackage: 'nginx', vulnerabilities: ['CVE-2026-0003'], hosts: ['web'], hostsInAll: 1 }],
  });

  // How it was before, and what is asked of one host.
  const then = await api.call(endpoints.exposures.list, { query: { asOf: before } });
  expect(then.items.map(({ sourcePackage }) => sourcePackage)).toEqual(['openssl']);
  expect(then).toMatchObject({ order: 'name', totals: null, feeds: [{ feed: 'debian' }, { feed: 'kev' }] });
  const ofWeb = { params: { hostId: web } };
  const shown = await api.call(endpoints.exposures.host, ofWeb);
  expect(shown.updates.map(({ sourcePackage }) => sourcePackage)).toEqual(['openssl', 'nginx']);
  const shownThen = await api.call(endpoints.exposures.host, { ...ofWeb, query: { asOf: before } });
  expect(shownThen).toMatchObject({ looked: false, updates: [{ sourcePackage: 'openssl', state: 'affected' }] });
});
