// When feeds are looked at, as what, and what a refused one or a record that nobody could read leaves alone. The reading of
// formats is packages/feeds' own.

import type { App } from '@slipway/controller/app';
import {
  addAudience,
  addFeed,
  assessPending,
  importFeed,
  listFeedProblems,
  listFeeds,
  lookAtFeeds,
  removeFeed,
} from '@slipway/controller/app';
import type { FeedMark, FeedReading, FeedSpec } from '@slipway/controller/ports';
import { ok, reason } from '@slipway/core/reasons';
import { addSeconds, type Instant } from '@slipway/core/time';
import { THE_MORNING } from '@slipway/testkit/builders';
import { anAdvisoryRecord } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { ADA, OPENSSL, SPEC, world } from './world.ts';

const ADVISORY = anAdvisoryRecord({ recordId: 'DSA-1', vulnerabilities: ['CVE-2026-1', 'CVE-2026-2'] });

describe('a feed that is refused', () => {
  it('leaves everything as it was, says why, and is told once', async () => {
    const { app, report, says, affected, events, store } = world();
    await addAudience(app, ADA, { name: 'chat', kind: 'webhook', url: 'https://hooks.invalid/' });
    await report('a', [OPENSSL]);
    await says([ADVISORY]);
    const html: FeedReading = { kind: 'refused', reason: reason('feed-is-html', { feed: 'debian' }) };
    expect(await says(html)).toBe('refused');
    expect(await says(html)).toBe('refused');
    expect(await affected()).toHaveLength(2);
    const [feed] = await listFeeds(app);
    expect(feed?.refusal?.reason.code).toBe('feed-is-html');
    expect(feed?.lastImport?.records).toBe(1);
    expect((await events()).filter(({ kind }) => kind === 'feed-failed')).toHaveLength(1);
    const audit = await store.read(({ access }) => access.auditEvents({ after: null, limit: 50 }));
    expect(audit.items.map(({ action }) => action)).toEqual(['audience.add', 'feed.add', 'feed.import', 'feed.refuse']);
    await says([ADVISORY]);
    expect((await listFeeds(app))[0]?.refusal).toBeNull();
  });

  it('is one that says two things under one name', async () => {
    const { app, report, says, affected, closed } = world();
    await report('a', [OPENSSL]);
    await says([ADVISORY]);
    const other = anAdvisoryRecord({ recordId: 'DSA-2', severity: 'low' });
    expect(await says([other, anAdvisoryRecord({ recordId: 'DSA-2' })])).toBe('refused');
    expect((await listFeeds(app))[0]?.refusal?.reason.code).toBe('feed-record-twice');
    expect(await affected()).toHaveLength(2);
    expect(closed).toEqual(['debian', 'debian']);
  });

  it('is one whose records end in an error, which nobody sees a part of', async () => {
    const { app, content, report, says, affected, later } = world();
    await report('a', [OPENSSL]);
    await says([ADVISORY]);
    const mark = { etag: null, lastModified: null, digest: 'b'.repeat(64), date: THE_MORNING };
    const records = async function* () {
      yield* Array.from({ length: 600 }, (_, at) =>
        anAdvisoryRecord({ recordId: `X-${at}`, vulnerabilities: [`CVE-2026-9${at}`] }),
      );
      throw new Error('the disk is gone');
    };
    content.set('debian', {
      kind: 'read',
      mark,
      content: { records: records(), counts: { records: 0, problems: 0 }, close: async () => undefined },
    });
    await expect(importFeed(app, 'debian')).rejects.toThrow('the disk is gone');
    await assessPending(app);
    expect(await affected()).toHaveLength(2);
    later(7200);
    await says([ADVISORY]);
    expect(await affected()).toHaveLength(2);
  });
});

describe('feeds', () => {
  it('of no named kind stay what their content was at first', async () => {
    const { app, content, now } = world();
    const asked: (string | null)[] = [];
    const its = app.ports.feeds;
    const feeds = {
      ...its,
      read: (spec: FeedSpec, mark: FeedMark | null, at: Instant) => {
        asked.push(spec.kind);
        return its.read(spec, mark, at);
      },
    };
    const mark = { etag: null, lastModified: null, digest: 'c'.repeat(64), date: now.at };
    const records = async function* () {
      yield ADVISORY;
    };
    const counts = { records: 1, problems: 0 };
    content.set('told', {
      kind: 'read',
      mark,
      content: { kind: 'osv', records: records(), counts, close: async () => undefined },
    });
    await addFeed(app, ADA, { ...SPEC, name: 'told', kind: null });
    const asking: App = { ...app, ports: { ...app.ports, feeds } };
    await importFeed(asking, 'told');
    content.delete('told');
    await importFeed(asking, 'told');
    expect(asked).toEqual([null, 'osv']);
    expect((await listFeeds(app))[0]?.spec.kind).toBeNull();
  });

  it('close nothing that still stands in them and could not be read', async () => {
    const { app, content, report, says, affected, now, later } = world();
    await report('a', [OPENSSL]);
    await says([ADVISORY]);
    const before = await affected();
    later(60);
    const records = async function* () {
      yield anAdvisoryRecord({ recordId: 'DSA-2', statements: [] });
    };
    const unread = {
      where: `all/${ADVISORY.record.recordId}.json`,
      reason: reason('record-unreadable', { detail: 'it has no id' }),
    };
    content.set('debian', {
      kind: 'read',
      mark: { etag: null, lastModified: null, digest: 'd'.repeat(64), date: now.at },
      content: {
        records: records(),
        counts: { records: 1, problems: 120 },
        problems: () => Array.from({ length: 110 }, () => unread),
        close: async () => undefined,
      },
    });
    expect(await importFeed(app, 'debian')).toBe('imported');
    await assessPending(app);
    expect(await affected()).toEqual(before);
    // The first are named, all are counted.
    expect(await listFeedProblems(app, 'debian')).toEqual(
      ok({ count: 120, items: Array.from({ length: 100 }, () => unread) }),
    );
  });

  it('are looked at when they are due, and not again before', async () => {
    const { app, content, later, closed, store } = world();
    content.set('debian', [ADVISORY]);
    await addFeed(app, ADA, SPEC);
    const waitMs = await lookAtFeeds(app);
    expect(waitMs).toBeGreaterThan(0);
    await lookAtFeeds(app);
    expect(closed).toHaveLength(1);
    const next = await store.read(({ knowledge }) => knowledge.feed('debian'));
    expect(next?.value.nextLookAt).toMatch(/^2026-11-21T09:0/);
    later(3600 * 1.2);
    await lookAtFeeds(app);
    expect(closed).toHaveLength(2);
  });

  it('are left to another controller that is at it', async () => {
    const { app, store, now } = world();
    await addFeed(app, ADA, SPEC);
    await store.write(({ rollouts }) => rollouts.claim('feed:debian', 'another', now.at, addSeconds(now.at, 60)));
    expect(await importFeed(app, 'debian')).toBe('left-to-another');
  });

  it('that are removed take their verdicts with them, and can be added again', async () => {
    const { app, report, says, affected, settle } = world();
    await report('a', [OPENSSL]);
    await says([ADVISORY]);
    expect(await addFeed(app, ADA, SPEC)).toMatchObject({ ok: false, reason: { code: 'name-taken' } });
    expect(await removeFeed(app, ADA, 'debian')).toEqual({ ok: true, value: undefined });
    await settle();
    expect(await affected()).toEqual([]);
    expect(await removeFeed(app, ADA, 'debian')).toMatchObject({ ok: false, reason: { code: 'not-found' } });
    expect(await listFeeds(app)).toEqual([]);
    await says([ADVISORY]);
    expect(await affected()).toHaveLength(2);
  });

  it.each<readonly [string, Partial<FeedSpec>]>([
    ['a name that is none', { name: 'A feed' }],
    ['a kind that nobody reads', { kind: 'horoscope' }],
    ['a relative place', { location: 'feeds/debian' }],
    ['a place with a blank', { location: 'https://a b' }],
    ['another protocol', { location: 'ftp://feeds.invalid/' }],
    ['half a digest', { sha256: 'abc' }],
    ['half a release', { release: { distribution: 'debian', release: '' } }],
  ])('are not added with %s', async (_, wrong) => {
    const added = await addFeed(world().app, ADA, { ...SPEC, ...wrong });
    expect(added).toMatchObject({ ok: false, reason: { code: 'input-invalid' } });
  });
});
