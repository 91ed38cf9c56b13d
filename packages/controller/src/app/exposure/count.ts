// Counts the hosts that need an update, apart by what lists are asked for by, each with the deadline that comes first.

import type { Instant } from '@slipway/core/time';
import type { Urgency, UrgencyFacts } from '@slipway/core/urgency';
import {
  type CountedHosts,
  dueKey,
  type ExposedUpdate,
  type HostClass,
  type LabelFilter,
  type StoreView,
  type UpdateCount,
} from '../../ports/index.ts';
import { type ExceptedPart, type Excepting, exceptedPart, type Tally, talliesOf } from '../knowledge/index.ts';
import { worstSeverity } from './severity.ts';
import { dueFirstOf, moreUrgent, readUrgencies, type UrgencyBasis, type UrgencyHost } from './urgencies.ts';

export const countUpdate = async (
  view: StoreView,
  basis: UrgencyBasis,
  update: ExposedUpdate,
  labels: LabelFilter = {},
): Promise<UpdateCount> => {
  const { release, sourcePackage, fixedVersion, vulnerabilities } = update;
  const tallies = await tallied(view, basis, update, labels);
  const urgencies = await readUrgencies(view, basis, update);
  const worstTenths = highest([...urgencies.facts.values()].map(({ cvssTenths }) => cvssTenths));
  const words = await view.knowledge.severitiesOf(
    { release, sourcePackage, fixedVersions: [fixedVersion] },
    basis.asOf,
  );
  const alike = alikeOf(tallies);
  const first = new Map([...alike].map(([key, host]) => [key, dueFirstOf(urgencies, vulnerabilities, host)]));
  const hosts = tallies.flatMap((tally): readonly CountedHosts[] => {
    const { environment, owner, hosts, unknown, rebootPending, excepted } = tally;
    const dueFirst = first.get(urgencyKey(tally));
    return dueFirst === undefined ? [] : [{ environment, owner, hosts, unknown, rebootPending, excepted, dueFirst }];
  });
  return {
    release,
    sourcePackage,
    fixedVersion,
    vulnerabilities: vulnerabilities.length,
    worstTenths,
    severity: worstSeverity(words, worstTenths),
    exploited: [...urgencies.facts.values()].filter(({ kev }) => kev === 'listed').length,
    epssPpm: highest([...urgencies.facts.values()].map(({ epssPpm }) => epssPpm)),
    hosts,
  };
};

/** `null`: nobody said. A kernel has thousands, which are too many for the arguments of `Math.max` one day. */
const highest = (found: readonly (number | null)[]): number | null =>
  found.reduce((most, one) => (one === null || (most !== null && most >= one) ? most : one), null);

/**
 * A kernel has 2,500 vulnerabilities and a fleet hundreds of owners: what is due first is asked once for all hosts that
 * face alike, with the earliest of their instants. For one owner alone it may be told too early, never too late.
 */
const urgencyKey = ({ facing, humanImpact, facingChangedAt }: HostClass): string =>
  JSON.stringify([facing, humanImpact, facingChangedAt === null]);

const alikeOf = (tallies: readonly Tally[]): ReadonlyMap<string, UrgencyHost> => {
  const found = new Map<string, UrgencyHost>();
  for (const tally of tallies) {
    const key = urgencyKey(tally);
    const known = found.get(key);
    found.set(key, {
      ...tally,
      enrolledAt: known === undefined || tally.enrolledAt < known.enrolledAt ? tally.enrolledAt : known.enrolledAt,
      facingChangedAt: earlier(known?.facingChangedAt ?? null, tally.facingChangedAt),
    });
  }
  return found;
};

/** One row per vulnerability of an update, in the order of what is due first. */
export const eachOf = async (
  view: StoreView,
  basis: UrgencyBasis,
  update: ExposedUpdate,
  labels: LabelFilter = {},
): Promise<readonly EachVulnerability[]> => {
  const tallies = await tallied(view, basis, update, labels);
  const urgencies = await readUrgencies(view, basis, update);
  const alike = [...alikeOf(tallies).values()];
  return update.vulnerabilities
    .flatMap((vulnerability): readonly EachVulnerability[] => {
      const [some, ...others] = alike.map((host) => ({ urgency: urgencies.of(vulnerability, host) }));
      if (some === undefined) return [];
      const { urgency } = others.reduce(moreUrgent, some);
      const facts = urgencies.facts.get(vulnerability);
      const cvssTenths = facts?.cvssTenths ?? null;
      return [{ vulnerability, cvssTenths, epssPpm: facts?.epssPpm ?? null, kev: facts?.kev ?? null, urgency }];
    })
    .sort((a, b) => (eachKey(a) < eachKey(b) ? -1 : 1));
};

export interface EachVulnerability extends Pick<UrgencyFacts, 'cvssTenths' | 'epssPpm' | 'kev'> {
  readonly vulnerability: string;
  readonly urgency: Urgency;
}

/** Its place within its update. */
export const eachKey = ({ urgency, vulnerability }: EachVulnerability): string => `${dueKey(urgency)} ${vulnerability}`;

const earlier = (a: Instant | null, b: Instant | null): Instant | null => (a === null || (b !== null && b < a) ? b : a);

const tallied = async (
  view: StoreView,
  { asOf, excepting }: UrgencyBasis,
  update: ExposedUpdate,
  labels: LabelFilter,
): Promise<readonly Tally[]> => {
  const part = await partOf(view, excepting, update);
  return merged(await talliesOf(view, update.packageIds, { asOf, labels, part }));
};

/** What exceptions mean for an update; `null`: nothing. */
export const partOf = async (
  view: StoreView,
  excepting: Excepting,
  { packageIds, sourcePackage, fixedVersion }: ExposedUpdate,
): Promise<ExceptedPart | null> =>
  await exceptedPart(view, excepting, {
    packageIds,
    isMeant: (verdict) => verdict.sourcePackage === sourcePackage && verdict.fixedVersion === fixedVersion,
  });

/** Told apart by kernel they were many; those whose kernel lies unused are left out. */
const merged = (tallies: readonly Tally[]): readonly Tally[] => {
  const found = new Map<string, Tally>();
  for (const tally of tallies) {
    if (tally.hosts + tally.unknown + tally.excepted === 0) continue;
    const key = JSON.stringify([tally.environment, tally.owner, urgencyKey(tally)]);
    const known = found.get(key);
    found.set(
      key,
      known === undefined
        ? tally
        : {
            ...known,
            hosts: known.hosts + tally.hosts,
            unknown: known.unknown + tally.unknown,
            rebootPending: known.rebootPending + tally.rebootPending,
            excepted: known.excepted + tally.excepted,
            enrolledAt: known.enrolledAt < tally.enrolledAt ? known.enrolledAt : tally.enrolledAt,
            facingChangedAt: earlier(known.facingChangedAt, tally.facingChangedAt),
          },
    );
  }
  return [...found.values()];
};

/** The hosts of a count together; `null`: there are none. */
export const wholeCount = ({ hosts: classes, ...count }: UpdateCount) => {
  // A deadline that only excepted ones have is nobody's, as long as others stand.
  const standing = classes.filter(({ hosts, unknown }) => hosts + unknown > 0);
  const [some, ...others] = standing.length === 0 ? classes : standing;
  if (some === undefined) return null;
  const sum = (of: (one: CountedHosts) => number) => classes.reduce((all, one) => all + of(one), 0);
  return {
    ...count,
    hosts: sum(({ hosts }) => hosts),
    unknown: sum(({ unknown }) => unknown),
    rebootPending: sum(({ rebootPending }) => rebootPending),
    excepted: sum(({ excepted }) => excepted),
    dueFirst: others.reduce((a, { dueFirst }) => moreUrgent(a, dueFirst), some.dueFirst),
  };
};
