// Hosts that left a rollout because what they would do now lies outside of what was approved for them.

import type { HostId } from '../ids/index.ts';
import type { ReasonCode } from '../reasons/index.ts';
import { hasEnded } from './phases.ts';
import type { Rollout, RolloutHost } from './types.ts';

/** As agents say it: the bounds' own reason where a change lies outside of them, else that it is not what was planned. */
const OUTSIDE: ReadonlySet<ReasonCode> = new Set([
  'drifted',
  'new-dependency-refused',
  'removal-refused',
  'change-not-in-patch-set',
]);

const hasDrifted = ({ phase, reason }: RolloutHost): boolean =>
  (phase === 'excused' || phase === 'not-begun') && reason !== null && OUTSIDE.has(reason.code);

/** Those that have left by it between two states of a rollout: they ask again, and the others keep theirs. */
export const newlyDrifted = (before: Rollout, after: Rollout): readonly HostId[] => {
  const open = new Set(before.hosts.filter(({ phase }) => !hasEnded(phase)).map(({ hostId }) => hostId));
  return after.hosts.filter((host) => open.has(host.hostId) && hasDrifted(host)).map(({ hostId }) => hostId);
};
