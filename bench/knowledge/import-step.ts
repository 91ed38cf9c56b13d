// The first import of a feed as large as Debian's, until every package version of the fleet is judged by it. In a process
// of its own, whose peak memory this is.

import { readFileSync, statSync } from 'node:fs';
import { addFeed, importFeed } from '@slipway/controller/app';
import { timed } from './clock-work.ts';
import type { ImportMeasures } from './measures.ts';
import { FEED_NAME, RECORDS } from './size.ts';
import type { World } from './world.ts';

export const ADMINISTRATOR = { person: 'bench', roles: ['administrator' as const], teams: [] };

export async function importWholeFeed(world: World, zip: string): Promise<ImportMeasures> {
  await addOsvFeed(world, FEED_NAME, zip);
  const stored = await timed(async () => await importFeed(world.app, FEED_NAME));
  if (stored.value !== 'imported') throw new Error(`the feed was ${stored.value}`);
  const judgedVersions = await world.store.read(
    async ({ knowledge }) => (await knowledge.pendingPackages(Number.MAX_SAFE_INTEGER)).length,
  );
  const judged = await timed(world.settle);
  return {
    records: RECORDS,
    zipBytes: statSync(zip).size,
    seconds: (stored.ms + judged.ms) / 1000,
    processorSeconds: (stored.processorMs + judged.processorMs) / 1000,
    storedSeconds: stored.ms / 1000,
    judgedVersions,
    vulnerabilities: (await exposedVulnerabilities(world)).size,
    peakBytes: peakBytes(),
  };
}

export async function addOsvFeed({ app }: World, name: string, location: string): Promise<void> {
  const spec = { name, kind: 'osv', location, release: null, sha256: null, keyring: null };
  const added = await addFeed(app, ADMINISTRATOR, spec);
  if (!added.ok) throw new Error(added.reason.code);
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
