// One event of a watched rollout upon the picture before it.

import type { Schemas } from '../../api/index.ts';

export type Picture = Schemas['ExplainedRollout'];

/** `told` carries hosts and reasons that are new or other, and everything else whole. */
export const changed = (before: Picture, told: Picture): Picture => {
  const { waitsNoMore = [], ...rest } = told;
  const hosts = new Map(told.rollout.hosts.map((host) => [host.hostId, host]));
  const waiting = new Map(before.waiting.map((wait) => [wait.hostId, wait]));
  for (const wait of told.waiting) waiting.set(wait.hostId, wait);
  for (const hostId of waitsNoMore) waiting.delete(hostId);
  return {
    ...rest,
    hostnames: before.hostnames,
    rollout: { ...told.rollout, hosts: before.rollout.hosts.map((host) => hosts.get(host.hostId) ?? host) },
    waiting: [...waiting.values()],
  };
};
