// What of a rollout is otherwise than it was told: of thousands of hosts a few, every other second.

import type { HostId } from '@slipway/core/ids';
import type { ExplainedRolloutAnswer } from '@slipway/protocol/api';

/** Hosts and reasons that are new or other, and who waits no more; all that does not grow with the fleet whole. `null`: nothing is otherwise. */
export const changeOf = (
  before: ExplainedRolloutAnswer,
  now: ExplainedRolloutAnswer,
): ExplainedRolloutAnswer | null => {
  const hosts = otherThan(before.rollout.hosts, now.rollout.hosts);
  const waiting = otherThan(before.waiting, now.waiting);
  const waits = new Set(now.waiting.map(({ hostId }) => hostId));
  const waitsNoMore = before.waiting.flatMap(({ hostId }) => (waits.has(hostId) ? [] : [hostId]));
  const isAsBefore =
    hosts.length + waiting.length + waitsNoMore.length === 0 &&
    JSON.stringify(besideHosts(before)) === JSON.stringify(besideHosts(now));
  if (isAsBefore) return null;
  const { rollout, ...rest } = besideHosts(now);
  return { ...rest, rollout: { ...rollout, hosts }, waiting, waitsNoMore };
};

/** Nobody comes to a rollout, and nobody goes: hosts have their names from the beginning. */
const besideHosts = (picture: ExplainedRolloutAnswer): ExplainedRolloutAnswer => ({
  ...picture,
  ...{ rollout: { ...picture.rollout, hosts: [] }, hostnames: {}, waiting: [] },
});

const otherThan = <Row extends { readonly hostId: HostId }>(before: readonly Row[], now: readonly Row[]): Row[] => {
  const told = new Map(before.map((row) => [row.hostId, JSON.stringify(row)]));
  return now.filter((row) => told.get(row.hostId) !== JSON.stringify(row));
};
