import { type Outcome, ok } from '@slipway/core/reasons';
import { endpoints, type FeedAnswer } from '@slipway/protocol/api';
import type { App } from '../../app/index.ts';
import {
  addFeed,
  askFeedLook,
  listFeedProblems,
  listFeedRecords,
  listFeeds,
  readRules,
  removeFeed,
  replaceRules,
  showFeed,
} from '../../app/index.ts';
import type { StoredFeed } from '../../ports/index.ts';
import { pageByName, pageRequest } from './pages.ts';
import type { Router } from './router.ts';

export const serveKnowledge = (router: Router, app: App): void => {
  serveFeeds(router, app);
  const { rules } = endpoints;
  router.on(rules.show, async () => ok(await app.ports.store.read(readRules)));
  router.on(rules.replace, async ({ actor, body }) => await replaceRules(app, actor, body));
};

const serveFeeds = (router: Router, app: App): void => {
  const { feeds } = endpoints;
  router.on(feeds.list, async ({ query }) => {
    const { items, next } = pageByName(await listFeeds(app), pageRequest(query), ({ spec }) => spec.name);
    return ok({ items: items.map(feedAnswer), next });
  });
  router.on(feeds.records, async ({ params, query }) => await listFeedRecords(app, params.name, pageRequest(query)));
  router.on(feeds.problems, async ({ params }) => await listFeedProblems(app, params.name));
  router.on(feeds.show, async ({ params }) => shown(await showFeed(app, params.name)));
  router.on(feeds.add, async ({ actor, body }) => {
    const { kind = null, release = null, sha256 = null, keyring = null, ...named } = body;
    return shown(await addFeed(app, actor, { ...named, kind, release, sha256, keyring }));
  });
  router.on(feeds.look, async ({ actor, params }) => shown(await askFeedLook(app, actor, params.name)));
  router.on(feeds.remove, async ({ actor, params }): Promise<Outcome<undefined>> => {
    const removed = await removeFeed(app, actor, params.name);
    return removed.ok ? ok(undefined) : removed;
  });
};

const shown = (feed: Outcome<StoredFeed>): Outcome<FeedAnswer> => (feed.ok ? ok(feedAnswer(feed.value)) : feed);

const feedAnswer = ({
  spec,
  addedAt,
  addedBy,
  mark,
  lastImport,
  goodAt,
  refusal,
  nextLookAt,
}: StoredFeed): FeedAnswer => ({
  ...spec,
  kind: spec.kind ?? lastImport?.kind ?? null,
  addedAt,
  addedBy,
  date: mark?.date ?? null,
  readAt: goodAt,
  importedAt: lastImport?.at ?? null,
  records: lastImport?.records ?? null,
  problems: lastImport?.problems ?? null,
  releases: lastImport?.releases ?? [],
  refusal,
  nextLookAt,
});
