// A recorded host through the whole of it: a feed's own file, the real readers, SQLite, the loops, the answer. The set of
// CVEs must be that of the record, per source, as for the judge alone.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addFeed, hostExposure, listExposures, lookAtFeeds, lookAtKnowledge } from '@slipway/controller/app';

import type { Store } from '@slipway/controller/ports';
import type { InstalledPackage } from '@slipway/core/inventory';
import { asInstant } from '@slipway/core/time';
import { endWithout } from '@slipway/testkit/absence';
import { aPackage } from '@slipway/testkit/builders';
import { sharedFolder } from '@slipway/testkit/shared-data';
import { hostIdOf } from '@slipway/testkit/store-rows';
import { expect, test } from 'vitest';
import { feedReaders } from '../../src/adapters/feeds/index.ts';
import { aDirectory, openStore } from '../store/support.ts';
import { ADA, SPEC, world } from './world.ts';

const MISSING =
  'the shared hosts and advisories are missing: put them at ../shared or name their folder in SLIPWAY_SHARED';

const installed = (path: string): readonly InstalledPackage[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))
    .map(([name = '', version = '', sourceName = '', sourceVersion = '', architecture = '']) =>
      aPackage({ name: name.replace(/:\w+$/, ''), version, sourceName, sourceVersion, architecture }),
    );

const pending = (path: string): readonly { readonly source: string; readonly cves_pending: readonly string[] }[] =>
  JSON.parse(readFileSync(path, 'utf8'));

/** A controller that has read the three OSV files of Debian, with the real readers. */
const informed = async (shared: string, store: Store) => {
  const its = world({ store });
  its.now.at = asInstant('2026-11-21T12:00:00.000Z');
  const app = { ...its.app, ports: { ...its.app.ports, feeds: feedReaders() } };
  for (const release of [11, 12, 13]) {
    const location = join(shared, `data/debian/osv/Debian-${release}.zip`);
    const added = await addFeed(app, ADA, { ...SPEC, name: `debian-${release}`, location });
    expect(added.ok).toBe(true);
  }
  await lookAtFeeds(app);
  return { ...its, app };
};

test.for([
  ['bookworm-base', 62],
  ['bookworm-server', 2966],
] as const)('%s: %d CVEs, exactly those of every source', async ([host, cves], context) => {
  const shared = sharedFolder() ?? endWithout(MISSING, context);
  const { app, report } = await informed(shared, await openStore(await aDirectory()));
  const folder = join(shared, 'hosts', host);
  await report(host, installed(join(folder, 'installed.tsv')));
  while ((await lookAtKnowledge(app)) === 0);
  const shown = await hostExposure(app, hostIdOf(host), { asOf: null });
  if (!shown.ok) throw new Error(shown.reason.code);
  const found = new Map<string, Set<string>>();
  for (const { verdict, sourcePackage, vulnerability } of shown.value.verdicts) {
    if (verdict !== 'affected' || !vulnerability.startsWith('CVE-')) continue;
    found.set(sourcePackage, (found.get(sourcePackage) ?? new Set()).add(vulnerability));
  }
  const expected = pending(join(folder, 'pending-by-source.json')).filter(({ cves_pending: its }) => its.length > 0);
  expect(Object.fromEntries([...found].map(([source, set]) => [source, [...set].sort()]))).toEqual(
    Object.fromEntries(expected.map(({ source, cves_pending: its }) => [source, [...its].sort()])),
  );
  expect(new Set([...found.values()].flatMap((set) => [...set])).size).toBe(cves);
  // Grouped by update it is a page, whatever the kernel has.
  const { items, next } = await listExposures(app, { asOf: null }, { after: null, limit: 500 });
  expect(next).toBeNull();
  expect(items.length).toBeLessThan(100);
  expect(items.every(({ hosts }) => hosts === 1)).toBe(true);
});
