// A rollout at its beginning: every host waits.

import type { Digest, RolloutId } from '../ids/index.ts';
import type { PlanHeader } from '../plan/index.ts';
import type { Instant } from '../time/index.ts';
import type { Rollout, RolloutHost } from './types.ts';

export const newRollout = (options: {
  readonly rolloutId: RolloutId;
  readonly planDigest: Digest;
  readonly header: PlanHeader;
  readonly now: Instant;
}): Rollout => {
  const { rolloutId, planDigest, header, now } = options;
  const hosts = header.waves.flatMap((wave, index) =>
    wave.hosts.map(
      (hostId): RolloutHost => ({
        hostId,
        wave: index,
        phase: 'waiting',
        since: now,
        attemptId: null,
        reason: null,
        step: null,
      }),
    ),
  );
  return {
    rolloutId,
    planDigest,
    environment: header.environment,
    state: 'running',
    startedAt: now,
    endedAt: null,
    reason: null,
    waves: header.waves.map(() => ({ settledAt: null, passedAt: null, goOnBy: null })),
    hosts: hosts.toSorted((a, b) => (a.hostId < b.hostId ? -1 : 1)),
    acceptedFailures: [],
    lastWave: 'gated',
    afterSoak: 'asked',
  };
};
