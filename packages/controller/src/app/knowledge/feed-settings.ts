// Which feeds there are: added and removed by an administrator, each with its audit event. A feed's content is believed
// for every host, so what may be read, and how it must be signed, is said here and nowhere else.

import { releaseOfSystem } from '@slipway/core/advisory';
import { isIdentifier } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { FeedProblem, FeedRecord, FeedSpec, Page, PageRequest, StoredFeed } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';

/** One import of each per hour; a fleet of many distributions has a few dozen. */
const FEEDS_MAX = 200;
const LOCATION_LENGTH_MAX = 2000;
const LOCATION = /^(?:https?:\/\/|file:\/\/\/|\/)\S+$/;
const SHA256 = /^[0-9a-f]{64}$/;

export const listFeeds = async (app: App): Promise<readonly StoredFeed[]> =>
  await app.ports.store.read(async ({ knowledge }) => (await knowledge.feeds()).map(({ value }) => value));

export const addFeed = async (app: App, actor: Actor, wish: FeedSpec): Promise<Outcome<StoredFeed>> => {
  const { clock, nudge, store } = app.ports;
  // `debian:12` and `debian:bookworm` are one release, and so are `rocky:9` and `rocky:9.4`.
  const spec = { ...wish, release: wish.release === null ? null : releaseOfSystem(wish.release) };
  const problem = specProblem(app, spec);
  if (problem !== null) return refuse('input-invalid', { what: 'feed', detail: problem });
  const at = clock.now();
  const added: StoredFeed = {
    spec,
    addedAt: at,
    addedBy: actor.person,
    removedAt: null,
    mark: null,
    lastImport: null,
    goodAt: null,
    refusal: null,
    nextLookAt: at,
  };
  const outcome = await store.write(async ({ access, knowledge }): Promise<Outcome<StoredFeed>> => {
    const before = await knowledge.feed(spec.name);
    if (before !== null && before.value.removedAt === null) {
      return refuse('name-taken', { what: 'feed', id: spec.name });
    }
    if ((await knowledge.feeds()).length >= FEEDS_MAX) {
      return refuse('input-invalid', { what: 'feed', detail: `there are ${FEEDS_MAX} feeds already` });
    }
    if (before === null) await knowledge.addFeed(added);
    else await knowledge.saveFeed({ revision: before.revision, value: added });
    const facts = { kind: spec.kind ?? 'by content', location: spec.location, signed: spec.keyring ?? 'no' };
    await access.addAuditEvent({ at, who: actor.person, action: 'feed.add', object: spec.name, facts });
    return ok(added);
  });
  nudge.notify('feeds');
  return outcome;
};

export const showFeed = async (app: App, name: string): Promise<Outcome<StoredFeed>> => {
  const feed = await app.ports.store.read(async ({ knowledge }) => await knowledge.feed(name));
  return feed === null || feed.value.removedAt !== null
    ? refuse('not-found', { what: 'feed', id: name })
    : ok(feed.value);
};

export const listFeedRecords = async (
  app: App,
  name: string,
  page: PageRequest,
): Promise<Outcome<Page<FeedRecord>>> => {
  const feed = await showFeed(app, name);
  return feed.ok
    ? ok(await app.ports.store.read(async ({ knowledge }) => await knowledge.feedRecords(name, page)))
    : feed;
};

/** Of its last good reading: the first are named, all are counted. */
export const listFeedProblems = async (
  app: App,
  name: string,
): Promise<Outcome<{ readonly count: number; readonly items: readonly FeedProblem[] }>> => {
  const feed = await showFeed(app, name);
  if (!feed.ok) return feed;
  const { problems = 0, problemsNamed = [] } = feed.value.lastImport ?? {};
  return ok({ count: problems, items: problemsNamed });
};

/** It is looked at again now and not at its next turn. */
export const askFeedLook = async (app: App, actor: Actor, name: string): Promise<Outcome<StoredFeed>> => {
  const { clock, nudge, store } = app.ports;
  const at = clock.now();
  const outcome = await store.write(async ({ access, knowledge }): Promise<Outcome<StoredFeed>> => {
    const feed = await knowledge.feed(name);
    if (feed === null || feed.value.removedAt !== null) return refuse('not-found', { what: 'feed', id: name });
    const value = { ...feed.value, nextLookAt: at };
    await knowledge.saveFeed({ revision: feed.revision, value });
    await access.addAuditEvent({ at, who: actor.person, action: 'feed.look', object: name, facts: {} });
    return ok(value);
  });
  nudge.notify('feeds');
  return outcome;
};

/** What it said is closed as of now: verdicts that rest on it end, and stay in the history. */
export const removeFeed = async (app: App, actor: Actor, name: string): Promise<Outcome<void>> => {
  const { clock, nudge, store } = app.ports;
  const at = clock.now();
  const outcome = await store.write(async ({ access, knowledge }): Promise<Outcome<void>> => {
    const feed = await knowledge.feed(name);
    if (feed === null || feed.value.removedAt !== null) return refuse('not-found', { what: 'feed', id: name });
    const number = await knowledge.beginImport(name, at);
    const { closed } = await knowledge.finishImport(number, { at, feedDate: feed.value.mark?.date ?? at });
    await knowledge.saveFeed({ revision: feed.revision, value: { ...feed.value, removedAt: at } });
    await access.addAuditEvent({ at, who: actor.person, action: 'feed.remove', object: name, facts: { closed } });
    return ok(undefined);
  });
  nudge.notify('knowledge');
  return outcome;
};

const specProblem = (app: App, { name, kind, location, sha256, release }: FeedSpec): string | null => {
  if (!isIdentifier(name)) return 'its name is not 1 to 63 characters of a-z, 0-9 and -';
  if (kind !== null && !app.ports.feeds.kinds.includes(kind)) {
    return `"${kind}" is none of the kinds ${app.ports.feeds.kinds.join(', ')}`;
  }
  if (location.length > LOCATION_LENGTH_MAX || !LOCATION.test(location)) {
    return 'its location is neither https: nor file: nor an absolute path';
  }
  if (sha256 !== null && !SHA256.test(sha256)) return 'its SHA-256 is not 64 hexadecimal digits';
  if (release !== null && (release.distribution === '' || release.release === '')) return 'its release is not whole';
  return null;
};
