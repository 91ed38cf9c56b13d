// Nobody is forgotten: each host of an environment stands in its plan, or the planning report says why not. One host's
// condition that ended the round for all behind it would show nowhere else, since hosts that nobody names miss nothing.

import type { HostRecord } from '@slipway/controller/ports';
import type { HostId } from '@slipway/core/ids';
import type { PlanningReport } from '@slipway/core/plan';

/** Names of those that neither plan nor report name. */
export const forgottenHosts = (
  hosts: readonly Pick<HostRecord, 'hostId' | 'hostname' | 'labels' | 'retiredAt'>[],
  {
    environment,
    planned,
    report,
  }: {
    readonly environment: string;
    readonly planned: readonly HostId[];
    readonly report: Pick<PlanningReport, 'leftOut' | 'alreadyThere'>;
  },
): readonly string[] => {
  const named = new Set([...planned, ...report.alreadyThere, ...report.leftOut.map(({ hostId }) => hostId)]);
  return hosts
    .filter(({ labels, retiredAt }) => retiredAt === null && labels['environment'] === environment)
    .filter(({ hostId }) => !named.has(hostId))
    .map(({ hostname }) => hostname);
};
