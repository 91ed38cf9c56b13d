import type { HostId } from '@slipway/core/ids';
import { endpoints, type PlanningReportAnswer } from '@slipway/protocol/api';
import { type Api, allPages } from '../../connection/index.ts';

export type Hostnames = ReadonlyMap<string, string>;

/** Documents name hosts by id; people know them by name. One list for all, since a plan names most of the fleet. */
export const hostnamesOf = async (api: Api): Promise<Hostnames> => {
  const hosts = await allPages(api, endpoints.hosts.list, {});
  return new Map(hosts.map(({ hostId, hostname }) => [hostId, hostname]));
};

/** Asked for only where the report names anybody. */
export const planningHostnames = async (api: Api, report: PlanningReportAnswer): Promise<Hostnames> => {
  const named = report.leftOut.length + report.updatesLeftOut.length + report.alreadyThere.length;
  return named === 0 ? new Map() : await hostnamesOf(api);
};

export const nameOf = (hostnames: Hostnames, hostId: HostId): string => hostnames.get(hostId) ?? hostId;
