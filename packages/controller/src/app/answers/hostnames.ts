import type { HostId } from '@slipway/core/ids';
import type { StoreView } from '../../ports/index.ts';

/** By host id. A host that was retired since keeps its name. */
export const hostnamesIn = async (
  { fleet }: StoreView,
  hostIds: Iterable<HostId>,
): Promise<ReadonlyMap<HostId, string>> => {
  const names = new Map<HostId, string>();
  for (const hostId of hostIds) names.set(hostId, (await fleet.host(hostId))?.value.hostname ?? hostId);
  return names;
};
