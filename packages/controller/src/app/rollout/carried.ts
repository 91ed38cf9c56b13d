// Hosts that are guests of others, as they stand now and as they stood when a plan was made: whom a carrier takes along when it goes
// (docs/adr/0054).

import { carriedHosts, tieGuests } from '@slipway/core/guest';
import type { HostId } from '@slipway/core/ids';
import { clustersOf, environmentOf, groupOf, type Policy } from '@slipway/core/policy';
import { type CarriedHost, type CarriedHosts, carriedByEither } from '@slipway/core/rollout';
import type { HostRecord, StoredPlan, StoreView } from '../../ports/index.ts';

type CarriedIds = ReadonlyMap<HostId, readonly HostId[]>;

/** `hosts`: those in sight of the same look, which are all of a fleet that has carriers. */
export const carriedNow = async (view: StoreView, hosts: readonly HostRecord[]): Promise<CarriedHosts> => {
  const now = await toldNow(view, hosts);
  return now.size === 0 ? new Map() : (await placing(view, hosts))(now);
};

/** Also those that were told when the plan was made; their places are those of now, as everybody's. */
export const carriedThenOrNow = async (
  view: StoreView,
  hosts: readonly HostRecord[],
  { report }: Pick<StoredPlan, 'report'>,
): Promise<CarriedHosts> => {
  const then = new Map((report.carried ?? []).map(({ carrier, guests }) => [carrier, guests]));
  const now = await toldNow(view, hosts);
  if (then.size + now.size === 0) return new Map();
  const placed = await placing(view, hosts);
  return carriedByEither(placed(then), placed(now));
};

export const guestsUnknown = (hosts: readonly HostRecord[]): ReadonlyMap<HostId, string> =>
  new Map(hosts.flatMap(({ hostId, guestsUnknown: why }) => (why === undefined ? [] : [[hostId, why] as const])));

const toldNow = async ({ fleet }: StoreView, hosts: readonly HostRecord[]): Promise<CarriedIds> => {
  const carriers = await fleet.carriers();
  // Of most fleets, at every look and for every grant: not once through all their hosts.
  if (carriers.length === 0) return new Map();
  const told = hosts.map(({ hostId, identities, machineIdDigest }) => ({
    hostId,
    ids: identities ?? [machineIdDigest],
  }));
  return carriedHosts(tieGuests(told, carriers));
};

/** Whoever was retired meanwhile is nobody's guest. */
const placing = async (
  view: StoreView,
  hosts: readonly HostRecord[],
): Promise<(carried: CarriedIds) => CarriedHosts> => {
  const policy = (await view.plans.policy())?.value ?? null;
  const byId = new Map(hosts.map((host) => [host.hostId, host]));
  const guest = (hostId: HostId): readonly CarriedHost[] => {
    const host = byId.get(hostId);
    return host === undefined ? [] : [carriedHost(host, policy)];
  };
  return (carried) => new Map([...carried].map(([carrier, guests]) => [carrier, guests.flatMap(guest)]));
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
