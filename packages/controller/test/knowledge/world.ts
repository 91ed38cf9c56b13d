// A controller over a store whose feeds say what a test says, at the time that it says; no network, no clock.

import { createHash } from 'node:crypto';
import { type App, addFeed, importFeed, keepCounts, listFeeds, lookAtKnowledge } from '@slipway/controller/app';
import type { Audience, FeedReading, FeedSpec, Letter, Store } from '@slipway/controller/ports';
import { openMemoryStore } from '@slipway/controller/store/memory';
import type { KnowledgeRecord } from '@slipway/core/advisory';
import { asDigest } from '@slipway/core/ids';
import type { InstalledPackage } from '@slipway/core/inventory';
import { ok, reason, refuse } from '@slipway/core/reasons';
import { addSeconds, type Instant } from '@slipway/core/time';
import { aPackage, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, aStoredInventory, hostIdOf } from '@slipway/testkit/store-rows';

export const ADA = { person: 'ada', roles: ['administrator' as const], teams: [] };
export const SPEC: FeedSpec = {
  name: 'debian',
  kind: 'osv',
  location: 'https://feeds.invalid/debian',
  release: null,
  sha256: null,
  keyring: null,
};
export const OPENSSL = aPackage({ name: 'openssl', version: '3.0.15-1' });
export const LIBSSL = aPackage({ name: 'libssl3', version: '3.0.15-1', sourceName: 'openssl' });
export const FIXED = aPackage({ name: 'openssl', version: '3.0.17-1' });

/** A controller whose feeds say what the test says, at the time that the test says. */
export const world = (given: { readonly taken?: boolean; readonly store?: Store } = {}) => {
  const store = given.store ?? openMemoryStore();
  const now = { at: THE_MORNING as Instant };
  const content = new Map<string, readonly KnowledgeRecord[] | FeedReading>();
  const told: { readonly audience: Audience; readonly letter: Letter }[] = [];
  const answers = { taken: given.taken ?? true };
  const closed: string[] = [];
  let count = 0;
  const ports = {
    store,
    clock: { now: () => now.at },
    nudge: { notify: () => undefined },
    log: { error: () => undefined, warn: () => undefined },
    ids: { named: (prefix: string) => `${prefix}-${++count}`, secret: () => `secret-${++count}` },
    sha256: (bytes: Uint8Array) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`),
    feeds: {
      kinds: ['osv', 'kev'],
      read: async ({ name }: FeedSpec): Promise<FeedReading> => {
        const given = content.get(name);
        if (given === undefined) return { kind: 'refused', reason: reason('feed-is-html', { feed: name }) };
        if (!('length' in given)) return given;
        const mark = { etag: null, lastModified: null, digest: 'a'.repeat(64), date: now.at };
        return {
          kind: 'read',
          mark,
          content: {
            records: (async function* () {
              yield* given;
            })(),
            counts: { records: given.length, problems: 2 },
            close: async () => void closed.push(name),
          },
        };
      },
    },
    notify: {
      deliver: async (audience: Audience, letter: Letter) => {
        told.push({ audience, letter });
        return answers.taken ? ok(undefined) : refuse('notice-not-taken', { audience: audience.name, detail: 'busy' });
      },
      isSignedBy: () => false,
    },
  };
  const app = { ports, options: { owner: 'one' } } as unknown as App;
  const later = (seconds: number): void => {
    now.at = addSeconds(now.at, seconds);
  };
  const settle = async (): Promise<void> => {
    for (let look = 0; look < 100 && (await lookAtKnowledge(app)) === 0; look++);
    for (let look = 0; look < 100 && (await keepCounts(app)) !== null; look++);
  };
  const report = async (hostId: string, packages: readonly InstalledPackage[]): Promise<void> => {
    await store.write(async ({ fleet }) => {
      if ((await fleet.host(hostIdOf(hostId))) === null) await fleet.addHost(aHostRecord({ hostId }));
      await fleet.putInventory(hostIdOf(hostId), { ...aStoredInventory({ packages }), receivedAt: now.at });
    });
    await settle();
  };
  /** The feed says this from now on, and is looked at. */
  const says = async (records: readonly KnowledgeRecord[] | FeedReading, name = 'debian') => {
    content.set(name, records);
    later(60);
    if (!(await listFeeds(app)).some(({ spec }) => spec.name === name)) await addFeed(app, ADA, { ...SPEC, name });
    const end = await importFeed(app, name);
    await settle();
    return end;
  };
  const affected = async (asOf: Instant | null = null): Promise<readonly string[]> =>
    await store.read(async ({ knowledge }) => {
      const page = await knowledge.exposedUpdates({ after: null, limit: 100 }, asOf);
      return page.items.flatMap(({ sourcePackage, fixedVersion, vulnerabilities }) =>
        vulnerabilities.map((one) => `${one} ${sourcePackage} ${fixedVersion}`),
      );
    });
  const events = async () => (await store.read(({ outbox }) => outbox.events({ after: null, limit: 50 }))).items;
  return { app, store, now, content, told, answers, closed, later, settle, report, says, affected, events };
};
