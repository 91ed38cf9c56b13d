// Which hosts carry a package, and which of them carry it below a version. Distinct versions come with their number of
// hosts, so that the count needs no host at all; versions are compared here, because no database orders them as the
// package managers do.

import { type Outcome, ok } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import { compareVersions, parseVersion, type VersionFormat } from '@slipway/core/version';
import type { PackageOnHost } from '@slipway/protocol/api';
import type { CarriedVersion, Page, PageRequest } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { isOnceOnEachHost } from './packages.ts';
import { environmentNameOf } from './surroundings.ts';

export interface PackageQuery {
  readonly name: string;
  /** `null`: every version. With a format, versions of the other are left out; without, each is compared by its own rules. */
  readonly below: { readonly version: string; readonly format: VersionFormat | null } | null;
  /** `null`: now. */
  readonly asOf?: Instant | null;
}

type Below = NonNullable<PackageQuery['below']>;

export interface PackageHosts extends Page<PackageOnHost> {
  /** Of all pages, each once: one that carries two of the versions is listed twice. */
  readonly hosts: number;
}

export const listPackageHosts = async (
  app: App,
  query: PackageQuery,
  page: PageRequest,
): Promise<Outcome<PackageHosts>> => {
  const { below } = query;
  const asOf = query.asOf ?? null;
  return await app.ports.store.read(async ({ fleet, knowledge, plans }): Promise<Outcome<PackageHosts>> => {
    const carried = await knowledge.versionsOf(query.name, asOf);
    const problem = below === null ? null : problemOf(below, carried);
    if (problem !== null) return problem;
    const versions = carried.filter((version) => isAskedFor(version, query));
    const ids = versions.map(({ packageId }) => packageId);
    const carriers = await knowledge.carriers(ids, page, asOf);
    const policy = (await plans.policy())?.value ?? null;
    const items: PackageOnHost[] = [];
    for (const { hostId, package: found } of carriers.items) {
      const host = await fleet.host(hostId);
      if (host === null) continue;
      const { hostname } = host.value;
      items.push({ hostId, hostname, environment: environmentNameOf(host.value, policy), package: found });
    }
    const hosts =
      asOf === null && isOnceOnEachHost(versions)
        ? versions.reduce((sum, version) => sum + version.hosts, 0)
        : await knowledge.countCarrierHosts(ids, asOf);
    return ok({ items, next: carriers.next, hosts });
  });
};

/** It must be a version by the rules of everybody whom it is compared with; with nobody, by those of one of them. */
const problemOf = (below: Below, carried: readonly CarriedVersion[]): Outcome<never> | null => {
  const formats = below.format === null ? new Set(carried.map(({ format }) => format)) : new Set([below.format]);
  for (const format of formats.size === 0 ? (['deb'] as const) : formats) {
    const parsed = parseVersion(format, below.version);
    if (!parsed.ok) return parsed;
  }
  return null;
};

const isAskedFor = ({ format, package: { version } }: CarriedVersion, { below }: PackageQuery): boolean =>
  below === null ||
  ((below.format === null || format === below.format) && compareVersions(format, version, below.version) < 0);
