import type { HostId } from '@slipway/core/ids';
import type { StoreView } from '../../ports/index.ts';

/** By host id. A host that was retired since keeps its name. */
export const hostnamesIn = async (
  { fleet }: StoreView,
  hostIds: Iterable<HostId>,
): Promise<ReadonlyMap<HostId, string>> => {
  const wanted = [...hostIds];
  const known = await fleet.hostnames(wanted);
  return new Map(wanted.map((hostId) => [hostId, known.get(hostId) ?? hostId]));
};
