// Who carries what is affected, with what only a host knows where it decides: a kernel that lies about unused is none.

import { kernelPlace } from '@slipway/core/advisory';
import type { HostId } from '@slipway/core/ids';
import type { Exception } from '@slipway/core/policy';
import type { Instant } from '@slipway/core/time';
import type { HostRecord, LabelFilter, PackageId, Page, PageRequest, StoreView } from '../../ports/index.ts';
import type { ExceptedPart } from './excepted.ts';
import { carriedCode, talliesOf } from './kernels.ts';

export interface ExposedHost {
  readonly hostId: HostId;
  readonly hostname: string;
  /** Labels, as they stand. */
  readonly environment: string | null;
  readonly owner: string | null;
  /** `no`: only kernels, which neither run nor boot next. `unknown`: what runs there is a kernel of no package. */
  readonly exposed: 'yes' | 'no' | 'unknown';
  /** Answers for all that it is exposed by. `null`: none does. */
  readonly exception: Pick<Exception, 'name' | 'owner' | 'expiresAt'> | null;
}

interface Asked {
  readonly packageIds: readonly PackageId[];
  readonly asOf: Instant | null;
  readonly labels?: LabelFilter | undefined;
  /** Absent: exceptions are not asked about. */
  readonly part?: ExceptedPart | null;
}

/** Of another day nobody kept which kernel ran: then every carrier counts. `excepted`: further ones. */
export const countExposed = async (
  view: StoreView,
  { packageIds: all, asOf, labels, part = null }: Asked,
): Promise<{ readonly hosts: number; readonly unknown: number; readonly excepted: number }> => {
  const { packageIds, kernels } = await carriedCode(view, all, asOf);
  if (packageIds.length === 0) return { hosts: 0, unknown: 0, excepted: 0 };
  if (kernels.size === 0 && part === null)
    return { hosts: await view.knowledge.countCarrierHosts(packageIds, asOf, labels), unknown: 0, excepted: 0 };
  const tallies = await talliesOf(view, all, { asOf, labels, part });
  return {
    hosts: tallies.reduce((sum, { hosts }) => sum + hosts, 0),
    unknown: tallies.reduce((sum, { unknown }) => sum + unknown, 0),
    excepted: tallies.reduce((sum, { excepted }) => sum + excepted, 0),
  };
};

/** In order of enrolment; all carriers, so that a page is never emptier than it says. */
export const exposedHosts = async (
  view: StoreView,
  { packageIds: all, asOf, labels, part = null }: Asked,
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
    const of = { packageIds, kernels };
    const exposed = kernels.size === 0 ? 'yes' : await exposedBy(view, hostId, of);
    hosts.push({
      hostId,
      hostname,
      environment: its['environment'] ?? null,
      owner: its['owner'] ?? null,
      exposed,
      exception: part === null || exposed !== 'yes' ? null : await answering(view, host.value, of, part),
    });
  }
  return { items: hosts, next };
};

interface Code {
  readonly packageIds: readonly PackageId[];
  readonly kernels: ReadonlyMap<PackageId, string>;
}

/** An exception answers only where nothing is left that exposes the host without one. */
const answering = async (
  view: StoreView,
  { hostId, labels }: HostRecord,
  { packageIds, kernels }: Code,
  part: ExceptedPart,
): Promise<ExposedHost['exception']> => {
  const wanted = new Set(packageIds);
  const carried = (await view.knowledge.packagesOn(hostId, null)).flatMap(({ packageId }) =>
    wanted.has(packageId) ? packageId : [],
  );
  const by = part.by(labels, carried);
  if (by === null) return null;
  const rest = part.uncovered(labels, carried);
  const stands =
    kernels.size === 0 ? rest.length > 0 : (await exposedBy(view, hostId, { packageIds: rest, kernels })) === 'yes';
  const { name, owner, expiresAt } = by;
  return stands ? null : { name, owner, expiresAt };
};

const exposedBy = async (
  { fleet, knowledge }: StoreView,
  hostId: HostId,
  of: Code,
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
