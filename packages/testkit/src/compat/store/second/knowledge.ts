// Feeds, what they said and say, and what it means for the packages of the hosts: verdicts, counts, news, starts.

import type {
  CountedHosts,
  PackageId,
  StartKind,
  StoredFeed,
  StoredVerdict,
  StoreKnowledge,
  StoreView,
} from '@slipway/controller/ports';
import type { KnowledgeRecord } from '@slipway/core/advisory';
import { reason } from '@slipway/core/reasons';
import { addMs, type Instant } from '@slipway/core/time';
import type { ApplyingRule, ClockStart, Lane } from '@slipway/core/urgency';
import { THE_MORNING } from '../../../builders/index.ts';
import { anUpdateCount, anUrgency, aStoredFeed, aStoredVerdict } from '../../../store-rows/index.ts';
import type { Whole } from '../../whole.ts';
import { everyPage } from '../pages.ts';
import { PRODUCT, RELEASE, SAID, SAID_LATER, SUBJECTS } from './says.ts';

const at = (hour: number): Instant => addMs(THE_MORNING, hour * 3_600_000);
const why = reason('no-rule-applies');

const FEED: Whole<StoredFeed> = {
  ...aStoredFeed(),
  spec: {
    name: 'debian',
    kind: 'osv',
    location: 'https://feeds.invalid/debian',
    release: RELEASE,
    sha256: 'ab'.repeat(32),
    keyring: '/etc/slipway/debian.gpg',
  },
  mark: { etag: '"1"', lastModified: 'Sat, 21 Nov 2026 08:00:00 GMT', digest: 'cd'.repeat(32), date: THE_MORNING },
  lastImport: {
    number: 2,
    kind: 'osv',
    at: THE_MORNING,
    records: 9,
    opened: 1,
    closed: 2,
    problems: 1,
    problemsNamed: [{ where: 'DSA-9-1', reason: reason('record-unreadable', { detail: 'it has no id' }) }],
    releases: [RELEASE],
  },
  goodAt: THE_MORNING,
  refusal: { at: THE_MORNING, reason: reason('feed-is-html', { feed: 'debian' }) },
  removedAt: null,
};

const VERDICTS: readonly StoredVerdict[] = [
  aStoredVerdict(),
  aStoredVerdict({ vulnerability: 'CVE-2026-2', fixedVersion: null, advisory: null }),
  aStoredVerdict({ vulnerability: 'CVE-2026-3', verdict: 'unknown' }),
];
const UPDATE = { release: RELEASE, sourcePackage: 'openssl', fixedVersion: '3.0.17-1' };
const STARTS: { readonly [Kind in StartKind]: true } = {
  'first-known': true,
  'fix-known': true,
  'rule-entered': true,
  'facing-changed': true,
};

const CLOCKS: { readonly [Start in ClockStart]: true } = {
  known: true,
  'rule-entered': true,
  'host-enrolled': true,
  'facing-changed': true,
  'kev-added': true,
};
const APPLYING: readonly Whole<ApplyingRule>[] = Object.keys(CLOCKS).map((start) => ({
  rule: `by ${start}`,
  lane: 'out-of-cycle',
  deadline: at(24),
  clock: { start: start as ClockStart, at: THE_MORNING },
  forensicTriage: true,
  missing: ['cvssTenths'],
  why,
}));
const LANES: { readonly [Word in Lane]: true } = {
  scheduled: true,
  unknown: true,
  'out-of-cycle': true,
  immediate: true,
};
const COUNTED: readonly Whole<CountedHosts>[] = Object.keys(LANES).map((lane, hour) => ({
  environment: 'prod',
  owner: `owner of ${lane}`,
  hosts: 2,
  unknown: 1,
  rebootPending: 1,
  excepted: hour,
  dueFirst: {
    vulnerability: 'CVE-2026-1',
    urgency: anUrgency({
      deadline: lane === 'unknown' ? null : at(hour),
      lane: lane as Lane,
      rule: 'by known',
      forensicTriage: true,
      missing: ['kev'],
      applying: APPLYING,
    }),
  },
}));

export const fillKnowledge = async (view: StoreView): Promise<void> => {
  const { knowledge } = view;
  await knowledge.addFeed(aStoredFeed());
  await knowledge.addFeed(aStoredFeed({ name: 'gone', removedAt: THE_MORNING }));
  for (const [hour, records] of [SAID, SAID_LATER].entries()) {
    const number = await begin(knowledge, records, at(hour));
    await knowledge.finishImport(number, { at: at(hour), feedDate: at(hour) });
  }
  await knowledge.saveFeed({ revision: 1, value: FEED });
  // One under way, as a copy of a running controller has it.
  await begin(knowledge, SAID_LATER, at(2));
  await judge(view);
  for (const kind of Object.keys(STARTS) as StartKind[]) await knowledge.noteStarts(kind, ['subject'], THE_MORNING);
  await knowledge.addNews([
    { ...UPDATE, vulnerability: 'CVE-2026-1' },
    { ...UPDATE, fixedVersion: null, vulnerability: 'CVE-2026-2' },
  ]);
};

const begin = async (
  knowledge: StoreKnowledge,
  records: readonly KnowledgeRecord[],
  when: Instant,
): Promise<number> => {
  const number = await knowledge.beginImport('debian', when);
  const doubled = await knowledge.addPortion(number, records);
  if (doubled.length > 0) throw new Error(`stand twice: ${doubled.join(', ')}`);
  return number;
};

/** What was opened stays, one of each was opened and closed, and the other packages wait for their judge. */
const judge = async ({ knowledge, exposures }: StoreView): Promise<void> => {
  for (const { packageId } of await knowledge.versionsOf('openssl', null)) {
    const assessment = { packageId, release: RELEASE, subjects: SUBJECTS };
    await knowledge.saveAssessment({ ...assessment, verdicts: VERDICTS }, at(2));
    await knowledge.saveAssessment({ ...assessment, verdicts: VERDICTS.slice(0, 1) }, at(3));
    await knowledge.saveAssessment({ ...assessment, verdicts: VERDICTS }, at(4));
  }
  const rated = anUpdateCount({ ...UPDATE, worstTenths: 98, severity: 'high' });
  await exposures.saveCount({ ...rated, hosts: COUNTED }, THE_MORNING);
  await exposures.saveCount(anUpdateCount({ sourcePackage: 'nginx', fixedVersion: null }), THE_MORNING);
};

export const readKnowledge = async (view: StoreView): Promise<object> => ({
  ...(await said(view)),
  ...(await meant(view)),
  ...(await carried(view)),
});

const said = async ({ knowledge }: StoreView): Promise<object> => {
  const listed = await everyPage((page) => knowledge.advisories(page, null));
  return {
    feeds: await knowledge.feeds(),
    removedFeed: await knowledge.feed('gone'),
    feedsThen: await knowledge.feedsThen(at(0)),
    advisories: listed,
    advisoriesThen: (await everyPage((page) => knowledge.advisories(page, at(0)))).map(({ record }) => record.name),
    affecting: (await everyPage((page) => knowledge.advisories(page, null, { affecting: true }))).map(
      ({ record }) => record.name,
    ),
    advisory: await knowledge.advisory('DSA-1', null),
    records: await everyPage((page) => knowledge.feedRecords('debian', page)),
    byVulnerability: (await knowledge.advisory('CVE-2026-1', at(0))).map(({ record }) => record.recordId),
    statements: await knowledge.statementsFor(SUBJECTS, null),
    support: await knowledge.support(null),
    makerReleases: await knowledge.makerReleases(PRODUCT, null),
    facts: await knowledge.facts(['CVE-2026-1', 'CVE-2026-2'], null),
    news: await knowledge.news(),
    starts: Object.fromEntries(
      await Promise.all(
        Object.keys(STARTS).map(
          async (kind) => [kind, [...(await knowledge.starts(kind as StartKind, ['subject']))]] as const,
        ),
      ),
    ),
  };
};

const meant = async ({ knowledge, exposures }: StoreView): Promise<object> => {
  const nameOf = await namesIn(knowledge);
  const ids = (await knowledge.versionsOf('openssl', null)).map(({ packageId }) => packageId);
  const verdicts = async (asOf: Instant | null) =>
    (await knowledge.verdictsOf(ids, asOf)).map(({ packageId, ...rest }) => ({ package: nameOf(packageId), ...rest }));
  const updates = async (which: 'affected' | 'unknown') =>
    (await everyPage((page) => knowledge.exposedUpdates(page, null, which))).map(({ packageIds, ...rest }) => ({
      ...rest,
      packages: packageIds.map(nameOf).sort(),
    }));
  const { sourcePackage, release, fixedVersion } = UPDATE;
  return {
    pending: (await knowledge.pendingPackages(100)).map(({ packageId, pending }) => [nameOf(packageId), pending]),
    verdicts: await verdicts(null),
    verdictsThen: await verdicts(at(3)),
    packagesWith: (await knowledge.packagesWith('CVE-2026-1', null)).map(nameOf).sort(),
    updates: { affected: await updates('affected'), unknown: await updates('unknown') },
    ofAdvisories: await knowledge.updatesOfAdvisories(['DSA-1']),
    needed: (await knowledge.neededBy(ids)).map(({ packageId, ...rest }) => ({ of: nameOf(packageId), ...rest })),
    update: (await knowledge.exposedUpdate(UPDATE, null))?.vulnerabilities ?? null,
    severities: await knowledge.severitiesOf({ sourcePackage, release, fixedVersions: [fixedVersion] }, null),
    uncounted: await exposures.uncounted(100),
    uncountedInAll: await exposures.countUncounted(),
    counted: await everyPage((page) => exposures.counted(page, {})),
    totals: await exposures.totals({}, at(48)),
    countsOf: await exposures.countsOf([UPDATE]),
  };
};

const carried = async ({ knowledge }: StoreView): Promise<object> => {
  const nameOf = await namesIn(knowledge);
  const found = await knowledge.versionsOf('openssl', null);
  const ids = found.map(({ packageId }) => packageId);
  const carriers = await everyPage((page) => knowledge.carriers(ids, page, null));
  const classes = await knowledge.kernelClasses(ids, {}, ['role']);
  return {
    platforms: await knowledge.platforms(),
    versions: sorted((await knowledge.versions(ids)).map(({ packageId: _id, ...rest }) => rest)),
    carriers: sorted(carriers.map(({ packageId, ...rest }) => ({ ...rest, of: nameOf(packageId) }))),
    carrierHosts: await everyPage((page) => knowledge.carrierHosts(ids, page, null)),
    carrierHostsInAll: await knowledge.countCarrierHosts(ids, null, { environment: 'prod' }),
    carrierClasses: sorted(await knowledge.carrierClasses(ids, null)),
    kernelClasses: sorted(classes.map(({ packageIds, ...rest }) => ({ ...rest, of: packageIds.map(nameOf).sort() }))),
  };
};

/** Handles mean nothing outside of a store. */
const namesIn = async (knowledge: StoreKnowledge): Promise<(packageId: PackageId) => string> => {
  const names = ['openssl', ...(await knowledge.pendingPackages(100)).map((one) => one.package.name)];
  const found = (await Promise.all(names.map((name) => knowledge.versionsOf(name, null)))).flat();
  const byId = new Map(
    found.map(({ packageId, platform, format, origin, package: its }) => [
      packageId,
      [its.name, its.architecture, its.version, platform.release, format, origin].join(' '),
    ]),
  );
  return (packageId) => byId.get(packageId) ?? 'a version of no known name';
};

/** What comes in no order, in one. */
const sorted = <T>(found: readonly T[]): readonly T[] =>
  [...found].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
