// Which hosts carry a package, and which of them carry it below a version. Distinct versions come with their number of
// hosts, so that the count needs no host at all; versions are compared here, because no database orders them as the
// package managers do.

import { type Outcome, ok } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import { compareVersions, parseVersion, type VersionFormat } from '@slipway/core/version';
import type { PackageOnHost } from '@slipway/protocol/api';
import type { CarriedVersion, Page, PageRequest } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { environmentNameOf } from './surroundings.ts';

export interface PackageQuery {
  readonly name: string;
  /** `null`: every version. Versions of hosts with another package format are not compared and not listed. */
  readonly below: { readonly version: string; readonly format: VersionFormat } | null;
  /** `null`: now. */
  readonly asOf?: Instant | null;
}

export interface PackageHosts extends Page<PackageOnHost> {
  /** Of all pages. A host that carries two of the versions counts twice, as it is listed twice. */
  readonly total: number;
}

export const listPackageHosts = async (
  app: App,
  query: PackageQuery,
  page: PageRequest,
): Promise<Outcome<PackageHosts>> => {
  if (query.below !== null) {
    const parsed = parseVersion(query.below.format, query.below.version);
    if (!parsed.ok) return parsed;
  }
  const asOf = query.asOf ?? null;
  return await app.ports.store.read(async ({ fleet, knowledge, plans }): Promise<Outcome<PackageHosts>> => {
    const versions = (await knowledge.versionsOf(query.name, asOf)).filter((version) => isAskedFor(version, query));
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
    let total = 0;
    for (const { packageId, hosts } of versions) {
      total += asOf === null ? hosts : await knowledge.countCarrierHosts([packageId], asOf);
    }
    return ok({ items, next: carriers.next, total });
  });
};

const isAskedFor = ({ format, package: { version } }: CarriedVersion, { below }: PackageQuery): boolean =>
  below === null || (format === below.format && compareVersions(format, version, below.version) < 0);
