// Packages over the whole fleet, by name: from the counts that are kept with each distinct version, so that no host is read.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { compareVersions } from '@slipway/core/version';
import type { PackageCount, PackageDetail } from '@slipway/protocol/api';
import type { CarriedVersion, NeededUpdates, PackageFilter, Page, PageRequest, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';

/** Of one release in a list: more are no longer told apart in a bar. */
const VERSIONS_LISTED_MAX = 6;

export const listPackageCounts = async (
  app: App,
  filter: PackageFilter,
  page: PageRequest,
): Promise<Page<PackageCount>> =>
  await app.ports.store.read(async (view) => {
    const { items, next } = await view.fleet.packageNames(filter, page);
    const counts: PackageCount[] = [];
    for (const { name, installations } of items) {
      const carried = await view.knowledge.versionsOf(name, null);
      counts.push({
        name,
        installations,
        versions: new Set(carried.map((one) => one.package.version)).size,
        publishers: publishersOf(carried),
        releases: byRelease(carried).map(countOfRelease),
      });
    }
    return { items: counts, next };
  });

const PUBLISHERS = ['distribution', 'foreign', 'unknown'] as const;

const publishersOf = (carried: readonly CarriedVersion[]) =>
  PUBLISHERS.filter((publisher) => carried.some(({ origin }) => origin === publisher));

/** What most hosts run comes first; within it the newest version. */
const byRelease = (carried: readonly CarriedVersion[]): readonly (readonly CarriedVersion[])[] =>
  [...Map.groupBy(carried, ({ platform, format }) => JSON.stringify([platform.distribution, platform.release, format]))]
    .toSorted(([a, its], [b, others]) => sum(others) - sum(its) || (a < b ? -1 : 1))
    .map(([, its]) => its.toSorted((a, b) => newestFirst(a, b)));

const newestFirst = (a: CarriedVersion, b: CarriedVersion): number =>
  compareVersions(a.format, b.package.version, a.package.version) ||
  b.hosts - a.hosts ||
  (a.package.architecture < b.package.architecture ? -1 : 1);

const sum = (carried: readonly CarriedVersion[]): number => carried.reduce((all, { hosts }) => all + hosts, 0);

const releaseOf = (carried: readonly CarriedVersion[]) => {
  const [first] = carried;
  if (first === undefined) throw new Error('a release that nobody runs is in no list');
  return { release: first.platform, format: first.format };
};

const countOfRelease = (carried: readonly CarriedVersion[]): PackageCount['releases'][number] => {
  const versions = [...Map.groupBy(carried, (one) => one.package.version)].map(([version, its]) => ({
    version,
    installations: sum(its),
  }));
  const others = versions.slice(VERSIONS_LISTED_MAX);
  return {
    release: releaseOf(carried).release,
    installations: sum(carried),
    versions: versions.slice(0, VERSIONS_LISTED_MAX),
    otherVersions: {
      versions: others.length,
      installations: others.reduce((all, { installations }) => all + installations, 0),
    },
  };
};

/** A name that no host carries is refused, not empty: it may be mistyped. */
export const showPackage = async (app: App, name: string): Promise<Outcome<PackageDetail>> =>
  await app.ports.store.read(async (view): Promise<Outcome<PackageDetail>> => {
    const carried = await view.knowledge.versionsOf(name, null);
    if (carried.length === 0) return refuse('not-found', { what: 'package', id: name });
    const ids = carried.map(({ packageId }) => packageId);
    const needed = new Map((await view.knowledge.neededBy(ids)).map((one) => [one.packageId, one]));
    return ok({
      name,
      hosts: await countHosts(view, carried),
      installations: sum(carried),
      releases: byRelease(carried).map((its) => ({
        ...releaseOf(its),
        installations: sum(its),
        versions: its.map((one) => versionOf(one, needed.get(one.packageId))),
      })),
      waiting: [...needed.values()].some(({ judged }) => !judged),
    });
  });

/** One that is carried by itself is counted already. */
const countHosts = async ({ knowledge }: StoreView, carried: readonly CarriedVersion[]): Promise<number> =>
  isOnceOnEachHost(carried)
    ? sum(carried)
    : await knowledge.countCarrierHosts(
        carried.map(({ packageId }) => packageId),
        null,
      );

/** dpkg has one version of a package and architecture: then counts add up, and nobody has to be counted. */
export const isOnceOnEachHost = (versions: readonly CarriedVersion[]): boolean =>
  versions.every(({ format }) => format === 'deb') &&
  new Set(versions.map(({ package: { architecture } }) => architecture)).size <= 1;

const versionOf = (
  { package: its, origin, hosts }: CarriedVersion,
  needed: NeededUpdates | undefined,
): PackageDetail['releases'][number]['versions'][number] => ({
  version: its.version,
  installations: hosts,
  architecture: its.architecture,
  sourceName: its.sourceName,
  sourceVersion: its.sourceVersion,
  module: its.module ?? null,
  publisher: origin,
  needs: (needed?.updates ?? []).map(({ sourcePackage, fixedVersion }) => ({ sourcePackage, fixedVersion })),
});
