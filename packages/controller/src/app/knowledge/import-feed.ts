// One look at one feed: read through the port, kept in portions that nobody sees, and believed from the moment the last
// one is in. Whatever goes wrong leaves the last good copy as it was and is told loudly.

import type { KnowledgeRecord, Release } from '@slipway/core/advisory';
import { releaseKey } from '@slipway/core/advisory';
import { type Reason, reason } from '@slipway/core/reasons';
import { addMs, addSeconds, type Instant } from '@slipway/core/time';
import type { Claim, FeedMark, FeedProblem, FeedReading, StoredFeed, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { tell } from '../notify/index.ts';
import { spreadMs } from '../waits.ts';

/** Vendors publish a few times a day; an unchanged feed costs one conditional request. */
const LOOK_EVERY_MS = 3_600_000;
/** A feed that was refused may be in the middle of being published. */
const REFUSED_EVERY_MS = 900_000;
/** Longer than any feed may take to be fetched; renewed with every portion. */
const CLAIM_SECONDS = 3600;
/** Records of one write: a megabyte of rows, a few tens of milliseconds in which nobody else writes. */
const PORTION = 500;
/** Whose name stands in audit events of what no person did. */
const CONTROLLER = 'controller';

export type ImportEnd = 'imported' | 'unchanged' | 'refused' | 'left-to-another';

export const importFeed = async (app: App, name: string): Promise<ImportEnd> => {
  const { clock, feeds, store } = app.ports;
  const now = clock.now();
  const taken = await store.write(async ({ knowledge, rollouts }) => {
    const feed = await knowledge.feed(name);
    if (feed === null || feed.value.removedAt !== null) return null;
    const claim = await rollouts.claim(`feed:${name}`, app.options.owner, now, addSeconds(now, CLAIM_SECONDS));
    return claim === null ? null : { feed: feed.value, claim };
  });
  if (taken === null) return 'left-to-another';
  try {
    const { spec, mark, lastImport } = taken.feed;
    // What its content told once holds: a feed whose place has something else one day is refused.
    const kind = spec.kind ?? lastImport?.kind ?? null;
    const reading = await feeds.read({ ...spec, kind }, mark, now);
    return await take(app, taken, reading);
  } finally {
    await store.write(async ({ rollouts }) => await rollouts.releaseClaim(taken.claim));
  }
};

interface Taken {
  readonly feed: StoredFeed;
  readonly claim: Claim;
}

const take = async (app: App, taken: Taken, reading: FeedReading): Promise<ImportEnd> => {
  switch (reading.kind) {
    case 'unchanged':
      return await noteUnchanged(app, taken, reading.mark);
    case 'refused':
      return await noteRefusal(app, taken, reading.reason);
    case 'read':
      try {
        return await takeRecords(app, taken, reading);
      } finally {
        await reading.content.close();
      }
    default:
      return reading satisfies never;
  }
};

const takeRecords = async (
  app: App,
  taken: Taken,
  { mark, content }: Extract<FeedReading, { kind: 'read' }>,
): Promise<ImportEnd> => {
  const { clock, store } = app.ports;
  const { name } = taken.feed.spec;
  const number = await store.write(async (change) => {
    await stillOurs(change, taken);
    return await change.knowledge.beginImport(name, clock.now());
  });
  const releases = new Map<string, Release>();
  const keep = async (portion: readonly KnowledgeRecord[]): Promise<string | null> => {
    noteReleases(releases, portion);
    return await store.write(async (change) => {
      await stillOurs(change, taken);
      const now = clock.now();
      await change.rollouts.claim(taken.claim.name, taken.claim.owner, now, addSeconds(now, CLAIM_SECONDS));
      return (await change.knowledge.addPortion(number, portion))[0] ?? null;
    });
  };
  let portion: KnowledgeRecord[] = [];
  for await (const record of content.records) {
    portion.push(record);
    if (portion.length < PORTION) continue;
    const twice = await keep(portion);
    if (twice !== null)
      return await noteRefusal(app, taken, reason('feed-record-twice', { feed: name, record: twice }));
    portion = [];
  }
  const twice = await keep(portion);
  if (twice !== null) return await noteRefusal(app, taken, reason('feed-record-twice', { feed: name, record: twice }));
  const kind = content.kind === undefined ? {} : { kind: content.kind };
  const { problems } = content.counts;
  const named = content.problems?.() ?? [];
  const unread = named.flatMap(({ where }) => [where, FILE.exec(where)?.[1] ?? where]);
  const problemsNamed = named.slice(0, PROBLEMS_NAMED_MAX);
  await finish(
    app,
    taken,
    { number, mark, problems, problemsNamed, releases: [...releases.values()], ...kind },
    unread,
  );
  return 'imported';
};

/** Enough to see what is wrong with a feed; its row is read with every answer that rests on it. */
const PROBLEMS_NAMED_MAX = 100;

/** In feeds of a file for each record the file is named after it. */
const FILE = /([^/]+)\.[a-z]+$/;

interface Finished {
  readonly number: number;
  readonly kind?: string;
  readonly mark: FeedMark;
  readonly problems: number;
  readonly problemsNamed: readonly FeedProblem[];
  readonly releases: readonly Release[];
}

const finish = async (
  app: App,
  taken: Taken,
  { mark, ...finished }: Finished,
  unread: readonly string[],
): Promise<void> => {
  const { number, problems } = finished;
  const at = app.ports.clock.now();
  await app.ports.store.write(async (change) => {
    const { feed, revision } = await stillOurs(change, taken);
    const done = await change.knowledge.finishImport(number, { at, feedDate: mark.date, unread });
    const value: StoredFeed = {
      ...feed,
      mark,
      lastImport: { ...finished, at, ...done },
      goodAt: at,
      refusal: null,
      nextLookAt: nextLook(app, feed, at, LOOK_EVERY_MS),
    };
    await change.knowledge.saveFeed({ revision, value });
    const facts = { date: mark.date, digest: mark.digest, ...done, problems };
    const object = feed.spec.name;
    await change.access.addAuditEvent({ at, who: CONTROLLER, action: 'feed.import', object, facts });
  });
  app.ports.nudge.notify('knowledge');
};

const noteUnchanged = async (app: App, taken: Taken, mark: FeedMark): Promise<ImportEnd> => {
  const at = app.ports.clock.now();
  await app.ports.store.write(async (change) => {
    const { feed, revision } = await stillOurs(change, taken);
    const nextLookAt = nextLook(app, feed, at, LOOK_EVERY_MS);
    await change.knowledge.saveFeed({ revision, value: { ...feed, mark, goodAt: at, refusal: null, nextLookAt } });
  });
  return 'unchanged';
};

/** Told at every look in the feed's state; once per cause in the audit events; the first of a row of them to people. */
const noteRefusal = async (app: App, taken: Taken, why: Reason): Promise<ImportEnd> => {
  const { clock, log, nudge, store } = app.ports;
  const at = clock.now();
  const feedName = taken.feed.spec.name;
  log.warn('feed refused', { feed: feedName, reason: why });
  await store.write(async (change) => {
    const { feed, revision } = await stillOurs(change, taken);
    const nextLookAt = nextLook(app, feed, at, REFUSED_EVERY_MS);
    await change.knowledge.saveFeed({ revision, value: { ...feed, refusal: { at, reason: why }, nextLookAt } });
    if (feed.refusal?.reason.code === why.code) return;
    const facts = { reason: why.code, goodAt: feed.goodAt ?? 'never' };
    await change.access.addAuditEvent({ at, who: CONTROLLER, action: 'feed.refuse', object: feedName, facts });
    if (feed.refusal !== null) return;
    const content = { feed: feedName, reason: why, goodAt: feed.goodAt };
    await tell(change, { eventId: `feed-failed-${feedName}-${at}`, at, kind: 'feed-failed', content });
  });
  nudge.notify('notify');
  return 'refused';
};

/** Another controller has taken over, or the feed was removed or changed meanwhile: what was read is nobody's any more. */
const stillOurs = async (
  { knowledge, rollouts }: StoreView,
  { feed, claim }: Taken,
): Promise<{ readonly feed: StoredFeed; readonly revision: number }> => {
  const now = await knowledge.feed(feed.spec.name);
  if (now === null || now.value.addedAt !== feed.addedAt || now.value.removedAt !== null) {
    throw new Error(`the feed ${feed.spec.name} was removed while it was read`);
  }
  if (!(await rollouts.claimHolds(claim))) throw new Error(`the claim on feed ${feed.spec.name} was lost`);
  return { feed: now.value, revision: now.revision };
};

const noteReleases = (releases: Map<string, Release>, records: readonly KnowledgeRecord[]): void => {
  for (const record of records) {
    if (record.kind !== 'advisory') continue;
    for (const { release } of record.record.statements) releases.set(releaseKey(release), release);
  }
};

const nextLook = (app: App, { spec }: StoredFeed, at: Instant, everyMs: number): Instant =>
  addMs(at, everyMs + spreadMs(app, `${spec.name} ${at}`, everyMs / 10));
