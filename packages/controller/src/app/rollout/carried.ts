// Hosts that are guests of others, as they stand now: whom a carrier takes along when it goes (docs/adr/0054).

import { carriedHosts, tieGuests } from '@slipway/core/guest';
import { clustersOf, environmentOf, groupOf, type Policy } from '@slipway/core/policy';
import type { CarriedHost, CarriedHosts } from '@slipway/core/rollout';
import type { HostRecord, StoreView } from '../../ports/index.ts';

/** `hosts`: every one of the fleet, as the same look has them. */
export const carriedNow = async (view: StoreView, hosts: readonly HostRecord[]): Promise<CarriedHosts> => {
  const carriers = await view.fleet.carriers();
  if (carriers.length === 0) return new Map();
  const policy = (await view.plans.policy())?.value ?? null;
  const byId = new Map(hosts.map((host) => [host.hostId, host]));
  const told = hosts.map(({ hostId, identities, machineIdDigest }) => ({
    hostId,
    ids: identities ?? [machineIdDigest],
  }));
  return new Map(
    [...carriedHosts(tieGuests(told, carriers))].map(([carrier, guests]) => [
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
