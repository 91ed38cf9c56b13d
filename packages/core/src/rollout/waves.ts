// From wave to wave: a wave is settled once all its hosts have ended, and the next one opens once the gates behind it are open.

import type { PlanHeader } from '../plan/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import { isSettled } from './phases.ts';
import type { Rollout, RolloutHost, RolloutWave } from './types.ts';

/** Notes for each wave when it settled and when it was passed. What has passed stays passed. */
export const progressWaves = (rollout: Rollout, header: PlanHeader, now: Instant): readonly RolloutWave[] => {
  const unsettled = new Set(rollout.hosts.filter((host) => !isSettled(host.phase)).map((host) => host.wave));
  let open = true;
  return rollout.waves.map((wave, index) => {
    if (wave.passedAt !== null) return wave;
    // A lost host that was heard again and waits once more unsettles a wave whose gates are still closed.
    const settledAt = unsettled.has(index) || !open ? null : (wave.settledAt ?? now);
    const settled = settledAt === wave.settledAt ? wave : { ...wave, settledAt };
    open = settledAt !== null && closedGate(settled, header, index, rollout.rolloutId, now) === null;
    return open ? { ...settled, passedAt: now } : settled;
  });
};

/** Waves from 0 up to this one may start hosts. */
export const openWave = (rollout: Pick<Rollout, 'waves'>): number => {
  const first = rollout.waves.findIndex((wave) => wave.passedAt === null);
  return first === -1 ? rollout.waves.length - 1 : first;
};

export interface Closed {
  readonly reason: Reason;
  /** When it opens by itself. */
  readonly until: Instant | null;
}

/** Why hosts of this wave may not start; `null`: they may. */
export const closedFor = (
  host: Pick<RolloutHost, 'wave'>,
  rollout: Rollout,
  header: PlanHeader,
  now: Instant,
): Closed | null => {
  const open = openWave(rollout);
  if (host.wave <= open) return null;
  const before = rollout.waves[open];
  const gate =
    host.wave === open + 1 && before !== undefined && before.settledAt !== null
      ? closedGate(before, header, open, rollout.rolloutId, now)
      : null;
  return gate ?? { reason: reason('waiting-for-wave', { wave: host.wave + 1 }), until: null };
};

/** The gates behind a settled wave; none stand behind the last. */
const closedGate = (
  wave: RolloutWave,
  header: PlanHeader,
  index: number,
  rolloutId: Rollout['rolloutId'],
  now: Instant,
): Closed | null => {
  const gates = header.waves[index]?.gates;
  if (gates === undefined || wave.settledAt === null || index === header.waves.length - 1) return null;
  const until = addSeconds(wave.settledAt, gates.soakSeconds);
  if (now < until) return { reason: reason('waiting-for-soak', { until }), until };
  if (gates.person === 'asked' && wave.goOnBy === null) {
    return { reason: reason('waiting-for-person', { rollout: rolloutId }), until: null };
  }
  return null;
};
