// What people are told of exposure before they take versions back: what feeds know, and where they know nothing.

import { openMemoryStore } from '@slipway/controller/store/memory';
import type { KnowledgeRecord } from '@slipway/core/advisory';
import { addSeconds, type Instant } from '@slipway/core/time';
import { aPackage, THE_MORNING } from '@slipway/testkit/builders';
import {
  aHostRecord,
  anAdvisoryRecord,
  aStatement,
  aStoredFeed,
  aStoredInventory,
  hostIdOf,
  OF_BOOKWORM,
} from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { withReopened } from './reopened.ts';

const LATER = addSeconds(THE_MORNING, 3600);
const LEFT = {
  platform: { distribution: 'debian', release: 'bookworm' },
  name: 'libssl3',
  version: '3-2',
  before: ['3-1'],
  advisories: [],
  isQuarantined: false,
};
const fixedIn = (fixed: string | null, vulnerability: string) =>
  anAdvisoryRecord({
    ...{ recordId: vulnerability, kind: 'vulnerability', vulnerabilities: [vulnerability] },
    statements: [aStatement({ source: 'openssl', fixed })],
  });

/** A host that went from 3-1 to 3-2, and a feed that says these; `null`: none was ever read. */
const reopened = async (
  records: readonly KnowledgeRecord[] | null,
  { left = LEFT, now = LATER }: { readonly left?: typeof LEFT; readonly now?: Instant } = {},
) => {
  const store = openMemoryStore();
  await store.write(async ({ fleet, knowledge }) => {
    await fleet.addHost(aHostRecord({ hostId: 'a' }));
    for (const version of ['3-1', '3-2']) {
      const its = aPackage({ name: 'libssl3', version, sourceName: 'openssl', sourceVersion: version });
      await fleet.putInventory(hostIdOf('a'), aStoredInventory({ packages: [its] }));
    }
    if (records === null) return;
    await knowledge.addFeed(aStoredFeed());
    const number = await knowledge.beginImport('debian', LATER);
    await knowledge.addPortion(number, records);
    await knowledge.finishImport(number, { at: LATER, feedDate: LATER });
    const feed = await knowledge.feed('debian');
    if (feed === null) throw new Error('no feed');
    const { value, revision } = feed;
    const lastImport = {
      number,
      at: LATER,
      ...{ records: 1, opened: 1, closed: 0, problems: 0 },
      releases: [OF_BOOKWORM],
    };
    const mark = { etag: null, lastModified: null, bodyDigest: null, date: LATER } as never;
    await knowledge.saveFeed({ revision, value: { ...value, lastImport, goodAt: LATER, mark } });
  });
  const [found] = await store.read(async (view) => await withReopened(view, [left], now));
  if (found === undefined) throw new Error('nothing was answered');
  return [found.reopened.vulnerabilities, found.reopened.unknown?.code ?? null];
};

describe('what a rollback exposes again', () => {
  it('is what the version from before is open to and the one that is left is not', async () => {
    const records = [
      fixedIn('3-2', 'CVE-2'),
      fixedIn('3-2', 'CVE-1'),
      fixedIn('3-1', 'CVE-0'),
      fixedIn('3-3', 'CVE-3'),
    ];
    expect(await reopened(records)).toEqual([['CVE-1', 'CVE-2'], null]);
  });

  it('is nothing where feeds speak of the release and name nothing between the two', async () => {
    expect(await reopened([fixedIn('3-1', 'CVE-0')])).toEqual([[], null]);
  });

  it('is not known where no feed speaks of the release, or none was confirmed lately', async () => {
    expect(await reopened(null)).toEqual([[], 'release-without-feed']);
    const now = addSeconds(LATER, 3 * 86_400);
    expect(await reopened([fixedIn('3-2', 'CVE-1')], { now })).toEqual([['CVE-1'], 'feed-stale']);
  });

  it('is not known where what hosts carried of the version is no longer kept', async () => {
    const left = { ...LEFT, before: ['3-0', '3-1'] };
    expect(await reopened([fixedIn('3-2', 'CVE-1')], { left })).toEqual([['CVE-1'], 'version-not-kept']);
  });

  it('is not known where the version that is left is no longer kept, and not all that the one from before is open to', async () => {
    const left = { ...LEFT, version: '3-5' };
    expect(await reopened([fixedIn('3-2', 'CVE-1'), fixedIn('3-9', 'CVE-2')], { left })).toEqual([
      [],
      'version-not-kept',
    ]);
  });

  it('is nothing where the package goes away', async () => {
    expect(await reopened(null, { left: { ...LEFT, before: [] } })).toEqual([[], null]);
  });
});
