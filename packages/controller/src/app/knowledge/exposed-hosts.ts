// Who carries what is affected, with what only a host knows where it decides: a kernel that lies about unused is none.

import { kernelPlace } from '@slipway/core/advisory';
import type { HostId } from '@slipway/core/ids';
import type { Instant } from '@slipway/core/time';
import type { LabelFilter, PackageId, Page, PageRequest, StoreView } from '../../ports/index.ts';
import { carriedCode, kernelTally } from './kernels.ts';

export interface ExposedHost {
  readonly hostId: HostId;
  readonly hostname: string;
  /** Labels, as they stand. */
  readonly environment: string | null;
  readonly owner: string | null;
  /** `no`: only kernels, which neither run nor boot next. `unknown`: what runs there is a kernel of no package. */
  readonly exposed: 'yes' | 'no' | 'unknown';
}

interface Asked {
  readonly packageIds: readonly PackageId[];
  readonly asOf: Instant | null;
  readonly labels?: LabelFilter | undefined;
}

/** Of another day nobody kept which kernel ran: then every carrier counts. */
export const countExposed = async (
  view: StoreView,
  { packageIds: all, asOf, labels }: Asked,
): Promise<{ readonly hosts: number; readonly unknown: number }> => {
  const { packageIds, kernels } = await carriedCode(view, all, asOf);
  if (packageIds.length === 0) return { hosts: 0, unknown: 0 };
  if (kernels.size === 0)
    return { hosts: await view.knowledge.countCarrierHosts(packageIds, asOf, labels), unknown: 0 };
  const tallies = (await view.knowledge.kernelClasses(packageIds, labels)).map((one) => kernelTally(one, kernels));
  return {
    hosts: tallies.reduce((sum, { hosts }) => sum + hosts, 0),
    unknown: tallies.reduce((sum, { unknown }) => sum + unknown, 0),
  };
};

/** In order of enrolment; all carriers, so that a page is never emptier than it says. */
export const exposedHosts = async (
  view: StoreView,
  { packageIds: all, asOf, labels }: Asked,
  page: PageRequest,
): Promise<Page<ExposedHost>> => {
  const { packageIds, kernels } = await carriedCode(view, all, asOf);
  if (packageIds.length === 0) return { items: [], next: null };
  const { items, next } = await view.knowledge.carrierHosts(packageIds, page, asOf, labels);
  const hosts: ExposedHost[] = [];
  for (const hostId of items) {
    const host = await view.fleet.host(hostId);
    if (host === null) continue;
    const { hostname, labels: its } = host.value;
    hosts.push({
      hostId,
      hostname,
      environment: its['environment'] ?? null,
      owner: its['owner'] ?? null,
      exposed: kernels.size === 0 ? 'yes' : await exposedBy(view, hostId, { packageIds, kernels }),
    });
  }
  return { items: hosts, next };
};

const exposedBy = async (
  { fleet, knowledge }: StoreView,
  hostId: HostId,
  of: { readonly packageIds: readonly PackageId[]; readonly kernels: ReadonlyMap<PackageId, string> },
): Promise<ExposedHost['exposed']> => {
  const system = (await fleet.inventory(hostId))?.inventory.system;
  if (system === undefined) return 'unknown';
  const wanted = new Set(of.packageIds);
  const places = (await knowledge.packagesOn(hostId, null)).flatMap(({ packageId }) => {
    if (!wanted.has(packageId)) return [];
    const release = of.kernels.get(packageId);
    return release === undefined ? 'running' : kernelPlace(release, system);
  });
  if (places.some((place) => place === 'running' || place === 'boots-next')) return 'yes';
  return places.includes('unpackaged') ? 'unknown' : 'no';
};
