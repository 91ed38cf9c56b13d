// Hosts that are guests of others, as they stand now and as they stood when a plan was made: whom a carrier takes along when it goes
// (docs/adr/0054).

import { carriedHosts, tieGuests } from '@slipway/core/guest';
import type { HostId } from '@slipway/core/ids';
import { clustersOf, environmentOf, groupOf, type Policy } from '@slipway/core/policy';
import type { CarriedHost, CarriedHosts } from '@slipway/core/rollout';
import type { HostRecord, StoredPlan, StoreView } from '../../ports/index.ts';

/** `hosts`: every one of the fleet, as the same look has them. */
export const carriedNow = async (view: StoreView, hosts: readonly HostRecord[]): Promise<CarriedHosts> => {
  const carriers = await view.fleet.carriers();
  const told = hosts.map(({ hostId, identities, machineIdDigest }) => ({
    hostId,
    ids: identities ?? [machineIdDigest],
  }));
  return await withPlaces(view, hosts, carriedHosts(tieGuests(told, carriers)));
};

/** As they were told when the plan was made; their places are those of now, as everybody's. */
export const carriedThen = async (
  view: StoreView,
  hosts: readonly HostRecord[],
  { report }: Pick<StoredPlan, 'report'>,
): Promise<CarriedHosts> =>
  await withPlaces(view, hosts, new Map((report.carried ?? []).map(({ carrier, guests }) => [carrier, guests])));

export const guestsUnknown = (hosts: readonly HostRecord[]): ReadonlyMap<HostId, string> =>
  new Map(hosts.flatMap(({ hostId, guestsUnknown: why }) => (why === undefined ? [] : [[hostId, why] as const])));

/** Whoever was retired meanwhile is nobody's guest. */
const withPlaces = async (
  view: StoreView,
  hosts: readonly HostRecord[],
  carried: ReadonlyMap<HostId, readonly HostId[]>,
): Promise<CarriedHosts> => {
  if (carried.size === 0) return new Map();
  const policy = (await view.plans.policy())?.value ?? null;
  const byId = new Map(hosts.map((host) => [host.hostId, host]));
  return new Map(
    [...carried].map(([carrier, guests]) => [
      carrier,
      guests.flatMap((hostId) => {
        const host = byId.get(hostId);
        return host === undefined ? [] : [carriedHost(host, policy)];
      }),
    ]),
  );
};

const carriedHost = ({ hostId, hostname, labels }: HostRecord, policy: Policy | null): CarriedHost => ({
  hostId,
  hostname,
  ...placesOf(labels, policy),
});

export const placesOf = (
  labels: HostRecord['labels'],
  policy: Policy | null,
): Pick<CarriedHost, 'environment' | 'group' | 'clusters'> => ({
  environment: policy === null ? '' : (environmentOf(labels, policy)?.name ?? ''),
  group: groupOf(labels),
  clusters: policy === null ? [] : clustersOf(labels, policy).map(({ name }) => name),
});
