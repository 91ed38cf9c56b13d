// Where each installed package comes from, by the package indexes of the host's own sources.

import {
  type InstalledPackage,
  isDistributionOrigin,
  type PackageOrigins,
  type PackagesOfOrigin,
  positionsOf,
  type SystemFacts,
  sortedPackages,
} from '@slipway/core/inventory';
import { type Outcome, ok } from '@slipway/core/reasons';
import { compareDeb } from '@slipway/core/version';
import type { Stanza } from './deb822.ts';
import type { AptContext } from './host.ts';
import { isSecurity } from './pending.ts';
import { type Published, readIndex, wantedOf } from './published.ts';
import { readTargets } from './repositories.ts';

export type OriginSystem = Pick<SystemFacts, 'distribution' | 'release'>;

/** Reads every index once: not in a program that stays (origins-look.ts). */
export const readOrigins = async (
  context: AptContext,
  packages: readonly InstalledPackage[],
  system: OriginSystem,
): Promise<Outcome<PackageOrigins>> => {
  const targets = await readTargets(context);
  if (!targets.ok) return targets;
  const { configured, known } = targets.value;
  if (configured.length === 0) return ok({ kind: 'unknown', detail: 'the host has no repositories' });
  const wanted = wantedOf(sortedPackages(packages));
  const published = new Map<string, Published>();
  // What nobody publishes can only be told where every source was read.
  const answered = configured.every((source) => known.some((target) => isOfSameSource(source, target)));
  let unread = 0;
  for (const target of known) {
    try {
      await readIndex(target.get('filename') ?? '', wanted, publisherOf(target, published));
    } catch {
      unread += 1;
    }
  }
  if (unread === known.length)
    return ok({ kind: 'unknown', detail: 'no package index of its repositories can be read' });
  const isWhole = answered && unread === 0;
  const order = [...published.values()].toSorted((a, b) => rank(a, system) - rank(b, system) || compareNames(a, b));
  return ok({ kind: 'known', asOf: context.clock.now(), ...assigned(wanted.packages, order, { system, isWhole }) });
};

const isOfSameSource = (a: Stanza, b: Stanza): boolean =>
  a.get('site') === b.get('site') && a.get('release') === b.get('release');

const publisherOf = (target: Stanza, all: Map<string, Published>): Published => {
  const [origin, label, codename] = ['origin', 'label', 'codename'].map((name) => target.get(name) ?? '') as [
    string,
    string,
    string,
  ];
  const uri = `${origin}${label}${codename}` === '' ? (target.get('repo-uri') ?? '') : null;
  const key = JSON.stringify([origin, label, codename, uri]);
  const found = all.get(key) ?? {
    ...{ origin, label, codename, uri },
    ...{ exact: new Set(), newest: new Map(), newestOfSource: new Map() },
  };
  all.set(key, found);
  return found;
};

/** The distribution's own word on a version counts before that of others who carry the same, its security archive first. */
const rank = (published: Published, system: OriginSystem): number =>
  (isDistributionOrigin(published, system) ? 0 : 2) + (isSecurity({ ...published, archive: '' }) ? 0 : 1);

const compareNames = (a: Published, b: Published): number => {
  const [one, other] = [a, b].map(({ origin, label, codename, uri }) =>
    JSON.stringify([origin, label, codename, uri]),
  ) as [string, string];
  return one < other ? -1 : 1;
};

interface Places {
  readonly exact: number[];
  readonly others: number[];
}

const assigned = (
  packages: readonly InstalledPackage[],
  order: readonly Published[],
  { system, isWhole }: { readonly system: OriginSystem; readonly isWhole: boolean },
): Pick<Extract<PackageOrigins, { kind: 'known' }>, 'origins' | 'none'> => {
  const places = new Map(order.map((one): [Published, Places] => [one, { exact: [], others: [] }]));
  const none: number[] = [];
  for (const [at, found] of packages.entries()) {
    const exact = order.find((one) => one.exact.has(at));
    const other = exact === undefined ? publisherOfAnother(found, at, order) : undefined;
    if (exact !== undefined) places.get(exact)?.exact.push(at);
    else if (other !== undefined) places.get(other)?.others.push(at);
    else if (isWhole) none.push(at);
  }
  const origins = [...places].flatMap(([one, { exact, others }]): readonly PackagesOfOrigin[] => {
    if (exact.length + others.length === 0) return [];
    const { origin, label, codename, uri } = one;
    const newer = isDistributionOrigin(one, system) ? [] : newerOf(packages, one, [...exact, ...others]);
    return [{ origin, label, codename, uri, packages: positionsOf(exact), others: positionsOf(others), newer }];
  });
  return { origins, none: positionsOf(none) };
};

/**
 * Who published a version that is in no index any more: an update replaced it, or a new kernel has another name. Whoever
 * has only older versions never did.
 */
const publisherOfAnother = (
  { version, sourceName, sourceVersion }: InstalledPackage,
  at: number,
  order: readonly Published[],
): Published | undefined =>
  order.find(({ newest }) => reaches(newest.get(at), version)) ??
  order.find(({ newestOfSource }) => reaches(newestOfSource.get(sourceName), sourceVersion));

const reaches = (newest: string | undefined, version: string): boolean =>
  newest !== undefined && compareDeb(newest, version) >= 0;

const newerOf = (
  packages: readonly InstalledPackage[],
  { newest }: Published,
  places: readonly number[],
): PackagesOfOrigin['newer'] =>
  places
    .toSorted((a, b) => a - b)
    .flatMap((at) => {
      const version = newest.get(at);
      return version !== undefined && compareDeb(version, packages[at]?.version ?? '') > 0 ? [{ at, version }] : [];
    });
