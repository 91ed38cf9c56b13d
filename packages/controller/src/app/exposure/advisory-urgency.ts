// How urgent an advisory is, and which updates end what it is about on hosts of today: as much as a list of it has to say.

import type { AdvisoryRecord, VulnerabilityFacts } from '@slipway/core/advisory';
import type { Instant } from '@slipway/core/time';
import type { KnownRecord, StoreView, UpdateKey } from '../../ports/index.ts';

export interface AdvisoryUpdate extends UpdateKey {
  /** As last counted; `null`: it is still to be. */
  readonly hosts: number | null;
  readonly unknown: number;
  readonly excepted: number;
}

export interface Urgent {
  /** Vulnerabilities that are known to be exploited. */
  readonly kev: readonly string[];
  readonly epssPpm: number | null;
  readonly cvssTenths: number | null;
  readonly updates: readonly AdvisoryUpdate[];
}

type Facts = readonly KnownRecord<VulnerabilityFacts>[];

/** Of all feeds together: the highest of each. */
export const urgencyOf = (facts: Facts): Omit<Urgent, 'updates'> => {
  const listed = facts.flatMap(({ record: { kev, vulnerability } }) => (kev === null ? [] : vulnerability));
  return {
    kev: [...new Set(listed)].sort(),
    epssPpm: highest(facts.flatMap(({ record }) => record.epss?.probabilityPpm ?? [])),
    cvssTenths: highest(facts.flatMap(({ record }) => record.cvss.map(({ scoreTenths }) => scoreTenths))),
  };
};

const highest = (found: readonly number[]): number | null =>
  found.reduce<number | null>((most, one) => (most === null || one > most ? one : most), null);

/** Asked for all of them together: a page of a hundred has a few hundred vulnerabilities. */
export const withUrgency = async <Head extends KnownRecord<Pick<AdvisoryRecord, 'name' | 'vulnerabilities'>>>(
  view: StoreView,
  heads: readonly Head[],
  asOf: Instant | null,
): Promise<readonly (Head & Urgent)[]> => {
  const named = new Set(heads.flatMap(({ record }) => record.vulnerabilities));
  const facts = Map.groupBy(await view.knowledge.facts([...named], asOf), ({ record }) => record.vulnerability);
  const updates = await updatesByAdvisory(
    view,
    heads.map(({ record }) => record.name),
    asOf,
  );
  return heads.map((head) => ({
    ...head,
    ...urgencyOf(head.record.vulnerabilities.flatMap((one) => facts.get(one) ?? [])),
    updates: updates.get(head.record.name) ?? [],
  }));
};

/** Each once, of whichever of these names. */
export const updatesOf = async (
  view: StoreView,
  names: readonly string[],
  asOf: Instant | null,
): Promise<readonly AdvisoryUpdate[]> => {
  const found = [...(await updatesByAdvisory(view, [...new Set(names)], asOf)).values()].flat();
  return [...new Map(found.map((update) => [textOf(update), update])).values()];
};

/** Which hosts of another day needed them was counted on that day alone. */
const updatesByAdvisory = async (
  { knowledge, exposures }: StoreView,
  names: readonly string[],
  asOf: Instant | null,
): Promise<ReadonlyMap<string, readonly AdvisoryUpdate[]>> => {
  if (asOf !== null) return new Map();
  const rows = await knowledge.updatesOfAdvisories(names);
  const keys = [...new Map(rows.map(({ update }) => [textOf(update), update])).values()];
  const counts = new Map((await exposures.countsOf(keys)).map((count) => [textOf(count), count]));
  const shown = rows.map(({ advisory, update }) => {
    const { hosts = null, unknown = 0, excepted = 0 } = counts.get(textOf(update)) ?? {};
    return { advisory, update: { ...update, hosts, unknown, excepted } };
  });
  return new Map(
    [...Map.groupBy(shown, ({ advisory }) => advisory)].map(([name, its]) => [name, its.map(({ update }) => update)]),
  );
};

const textOf = ({ release, sourcePackage, fixedVersion }: UpdateKey): string =>
  JSON.stringify([release.distribution, release.release, sourcePackage, fixedVersion]);
