// Feeds, rules, audiences and what was told, as the API serves them: with a real feed from a real folder.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endpoints, type FeedAnswer } from '@slipway/protocol/api';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ApiClient, clientOf } from './support/api.ts';
import { type RunningController, type StoreKind, startController } from './support/controller.ts';

const HOUSE = `schema: slipway.house/1
date: 2026-01-02
advisories:
  - id: ACME-1
    package: openssl
    fixed: "99:1"
    severity: high
    link: https://example.com/1
    releases: [debian:bookworm]
`;

describe.each<StoreKind>(['memory', 'sqlite'])('knowledge over the %s store', (store) => {
  let controller: RunningController;
  let api: ApiClient;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-feeds-'));
    controller = await startController({ store, loops: 'run' });
    api = clientOf(controller);
  });
  afterAll(async () => {
    await controller.close();
    await rm(folder, { recursive: true });
  });

  const { audiences, feeds, notices, rules } = endpoints;
  const looked = async (before: FeedAnswer): Promise<FeedAnswer> =>
    await vi.waitUntil(
      async () => {
        const feed = await api.call(feeds.show, { params: { name: before.name } });
        return feed.nextLookAt === before.nextLookAt ? null : feed;
      },
      { timeout: 20_000, interval: 50 },
    );
  const audited = async (): Promise<readonly string[]> =>
    (await api.call(endpoints.audit.list, { query: { limit: 1000 } })).items.map(
      ({ who, action, object }) => `${who} ${action} ${object}`,
    );

  it('a feed is added, read, refused with its reason, looked at again, listed and removed', async () => {
    const location = join(folder, 'house.yaml');
    await writeFile(location, HOUSE);
    const added = await api.call(feeds.add, {
      body: { name: 'house', location, release: { distribution: 'debian', release: '12' } },
    });
    expect(added).toMatchObject({ date: null, readAt: null, records: null, refusal: null, addedBy: 'administrator' });
    expect(added.release).toEqual({ distribution: 'debian', release: 'bookworm' });
    const read = await looked(added);
    expect(read).toMatchObject({
      kind: 'house',
      date: '2026-01-02T00:00:00.000Z',
      records: 1,
      problems: 0,
      releases: [{ distribution: 'debian', release: 'bookworm' }],
      refusal: null,
    });

    const records = await api.call(feeds.records, { params: { name: 'house' } });
    expect(records).toMatchObject({
      items: [{ kind: 'advisory', name: 'ACME-1', knownFrom: read.importedAt }],
      next: null,
    });

    await writeFile(location, HOUSE.replace('severity: high', 'severity: dreadful'));
    const refused = await looked(await api.call(feeds.look, { params: { name: 'house' } }));
    expect(refused).toMatchObject({ date: read.date, records: 1, readAt: read.readAt });
    expect(refused.refusal?.reason.code).toMatch(/^feed-/);
    expect((await api.call(notices.list, {})).items).toMatchObject([
      { kind: 'feed-failed', content: { feed: 'house' }, deliveries: [] },
    ]);

    await api.call(feeds.add, { body: { name: 'another', location, kind: 'house' } });
    await api.refused('name-taken', feeds.add, { body: { name: 'another', location } });
    const first = await api.call(feeds.list, { query: { limit: 1 } });
    expect(first.items.map(({ name }) => name)).toEqual(['another']);
    const rest = await api.call(feeds.list, { query: { limit: 1, after: first.next ?? '' } });
    expect([rest.items.map(({ name }) => name), rest.next]).toEqual([['house'], null]);

    await api.call(feeds.remove, { params: { name: 'house' } });
    for (const gone of [feeds.show, feeds.records, feeds.look, feeds.remove]) {
      expect(await api.refused('not-found', gone, { params: { name: 'house' } })).toMatchObject({ status: 404 });
    }
    const actions = ['feed.add house', 'feed.look house', 'feed.remove house'];
    expect(await audited()).toEqual(expect.arrayContaining(actions.map((action) => `administrator ${action}`)));
  });

  it.each([
    ['of no kind that is known', { kind: 'newspaper', location: '/x' }],
    ['at no place that is read', { location: 'ftp://feeds.example/x' }],
    ['with a digest that is none', { location: '/x', sha256: 'abc' }],
    ['with a field that nobody knows', { location: '/x', verify: false }],
  ])('a feed %s is refused', async (_what, body) => {
    expect(await api.refused('input-invalid', feeds.add, { body: { name: 'wrong', ...body } })).toMatchObject({
      status: 400,
    });
  });

  it('the rules are shown, replaced, and refused with all that is wrong', async () => {
    const starter = await api.call(rules.show);
    expect(starter.rules.map(({ name }) => name)).toContain('kev');
    const [first] = starter.rules;
    const changed = { ...starter, rules: [{ ...first, name: 'ours' }] };
    expect((await api.call(rules.replace, { body: changed })).rules).toHaveLength(1);
    expect((await api.call(rules.show)).rules.map(({ name }) => name)).toEqual(['ours']);
    const wrong = { ...starter, rules: [{ ...first, name: 'Ours', clock: ['sunrise'] }] };
    const refused = await api.refused('input-invalid', rules.replace, { body: wrong });
    expect((refused.json as { readonly title: string }).title).toMatch(/rules\[0\]\.name .*; rules\[0\]\.clock\[0\] /);
    expect((await api.call(rules.show)).rules.map(({ name }) => name)).toEqual(['ours']);
    expect(await audited()).toContain('administrator urgency.replace urgency-rules');
  });

  it('audiences are added with a key that is told once, listed without it, and removed', async () => {
    const webhook = { name: 'chat', kind: 'webhook', url: 'https://chat.example/hook' };
    const added = await api.call(audiences.add, { body: webhook });
    expect(added.audience).toEqual(webhook);
    expect(added.key?.length).toBeGreaterThan(20);
    expect(
      (await api.call(audiences.add, { body: { name: 'us', kind: 'mail', to: ['us@example.com'] } })).key,
    ).toBeNull();
    const listed = await api.ask(audiences.list);
    expect(listed.bytes.toString()).not.toContain(added.key);
    expect(listed.json).toMatchObject({ items: [{ name: 'chat' }, { name: 'us' }], next: null });
    await api.refused('name-taken', audiences.add, { body: webhook });
    await api.refused('input-invalid', audiences.add, {
      body: { ...webhook, name: 'in', url: 'http://chat.example/' },
    });
    await api.refused('input-invalid', audiences.add, { body: { name: 'x', kind: 'mail', to: ['a@b, c@d'] } });
    await api.call(audiences.remove, { params: { name: 'chat' } });
    await api.refused('not-found', audiences.remove, { params: { name: 'chat' } });
    expect(await audited()).toEqual(
      expect.arrayContaining(['administrator audience.add chat', 'administrator audience.remove chat']),
    );
  });
});
