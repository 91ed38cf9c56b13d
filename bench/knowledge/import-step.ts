// The first import of a feed as large as Debian's, until every package version of the fleet is judged by it. In a process
// of its own, whose peak memory this is.

import { readFileSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { addFeed, assessPending, importFeed, keepCounts } from '@slipway/controller/app';
import { timed } from './clock-work.ts';
import type { ImportMeasures } from './measures.ts';
import { FEED_NAME, RECORDS } from './size.ts';
import type { World } from './world.ts';

export const ADMINISTRATOR = { person: 'bench', roles: ['administrator' as const], teams: [] };

/** Counts that lists of exposures rest on are kept up in the background; a large fleet's take longer than this. */
const COUNT_MS_MAX = 60_000;

export async function importWholeFeed(world: World, zip: string, database: string): Promise<ImportMeasures> {
  await addOsvFeed(world, FEED_NAME, zip);
  const stored = await timed(async () => await importFeed(world.app, FEED_NAME));
  if (stored.value !== 'imported') throw new Error(`the feed was ${stored.value}`);
  const judgedVersions = await world.store.read(
    async ({ knowledge }) => (await knowledge.pendingPackages(Number.MAX_SAFE_INTEGER)).length,
  );
  const judged = await timed(async () => {
    while ((await assessPending(world.app)) > 0);
  });
  const told = await timed(world.settle);
  const peak = peakBytes();
  return {
    records: RECORDS,
    zipBytes: statSync(zip).size,
    seconds: (stored.ms + judged.ms) / 1000,
    processorSeconds: (stored.processorMs + judged.processorMs) / 1000,
    storedSeconds: stored.ms / 1000,
    judgedVersions,
    vulnerabilities: (await exposedVulnerabilities(world)).size,
    toldSeconds: told.ms / 1000,
    peakBytes: peak,
    counts: await countSome(world, database),
  };
}

export async function addOsvFeed({ app }: World, name: string, location: string): Promise<void> {
  const spec = { name, kind: 'osv', location, release: null, sha256: null, keyring: null };
  const added = await addFeed(app, ADMINISTRATOR, spec);
  if (!added.ok) throw new Error(added.reason.code);
}

/** As many as there is time for. What is left is struck off, so that the steps that follow measure what they name. */
async function countSome({ app, store }: World, database: string): Promise<ImportMeasures['counts']> {
  const uncounted = async () => await store.read(async ({ exposures }) => await exposures.countUncounted());
  const updates = await uncounted();
  const counting = await timed(async () => {
    const began = performance.now();
    while (performance.now() - began < COUNT_MS_MAX && (await keepCounts(app)) !== null);
  });
  const left = await uncounted();
  const direct = new DatabaseSync(database);
  direct.exec('delete from exposure_uncounted');
  direct.close();
  return { updates, counted: updates - left, seconds: counting.ms / 1000 };
}

const exposedVulnerabilities = async ({ store }: World): Promise<ReadonlySet<string>> => {
  const found = new Set<string>();
  let after: string | null = null;
  do {
    const page: {
      readonly items: readonly { readonly vulnerabilities: readonly string[] }[];
      readonly next: string | null;
    } = await store.read(async ({ knowledge }) => await knowledge.exposedUpdates({ after, limit: 500 }, null));
    for (const { vulnerabilities } of page.items) for (const one of vulnerabilities) found.add(one);
    after = page.next;
  } while (after !== null);
  return found;
};

/** Not `resourceUsage().maxRSS`, which begins with what the process had that started this one. */
const peakBytes = (): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? Number.NaN) * 1024;
