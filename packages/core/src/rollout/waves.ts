// From wave to wave: a wave is settled once all its hosts have ended, and the next one opens once the gates behind it are open.

import { closedCondition, conditionsOf, type GateReading, type WaveReading } from '../gates/index.ts';
import type { PlanHeader } from '../plan/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import { earliest } from './occasion.ts';
import { isSettled } from './phases.ts';
import type { Rollout, RolloutHost, RolloutInput, RolloutWave } from './types.ts';

/** What gates are judged by, beside the rollout itself. */
export type GateLook = Pick<RolloutInput, 'header' | 'gateReadings' | 'now'>;

/** Notes for each wave when it settled and when it was passed. What has passed stays passed. */
export const progressWaves = (rollout: Rollout, look: GateLook): readonly RolloutWave[] => {
  const unsettled = new Set(rollout.hosts.filter((host) => holdsUp(host, rollout, look)).map((host) => host.wave));
  let open = true;
  return rollout.waves.map((wave, index) => {
    if (wave.passedAt !== null) return wave;
    // A lost host that was heard again and waits once more unsettles a wave whose gates are still closed; and who said
    // "go on" has not seen yet what becomes of it. One that settles later than now did so by a clock that has gone back.
    const settledAt = unsettled.has(index) || !open ? null : earliest(wave.settledAt ?? look.now, look.now);
    const settled = settledAt === wave.settledAt ? wave : { ...wave, settledAt, goOnBy: null };
    open = settledAt !== null && closedGate(settled, index, rollout, look) === null;
    return open ? { ...settled, passedAt: look.now, ...passedOn(index, look) } : settled;
  });
};

/**
 * A host that is missing holds up nobody, as little as a lost one; but the hosts on which all others rest hold until one
 * of them has been changed.
 */
const holdsUp = (host: RolloutHost, { hosts }: Rollout, { header }: GateLook): boolean => {
  if (isSettled(host.phase)) return false;
  if (host.missing === undefined) return true;
  return (
    header.waves[host.wave]?.kind === 'canary' &&
    !hosts.some(({ wave, phase }) => wave === host.wave && phase === 'done')
  );
};

const passedOn = (index: number, { header, gateReadings }: GateLook): Pick<RolloutWave, 'passedOn'> => {
  const gates = gatesBehind(header, index);
  if (gates === null || conditionsOf(gates).length === 0) return {};
  return {
    passedOn: readingsOf(index, gateReadings).map(({ name, state, found, at }) => ({ name, state, found, at })),
  };
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
export const closedFor = (host: Pick<RolloutHost, 'wave'>, rollout: Rollout, look: GateLook): Closed | null => {
  const open = openWave(rollout);
  if (host.wave <= open) return null;
  const before = rollout.waves[open];
  const gate =
    host.wave === open + 1 && before !== undefined && before.settledAt !== null
      ? closedGate(before, open, rollout, look)
      : null;
  return gate ?? { reason: reason('waiting-for-wave', { wave: host.wave + 1 }), until: null };
};

/** None stand behind the last wave. */
const gatesBehind = ({ waves }: PlanHeader, index: number): PlanHeader['waves'][number]['gates'] | null =>
  index === waves.length - 1 ? null : (waves[index]?.gates ?? null);

const readingsOf = (index: number, readings: readonly WaveReading[] = []): readonly GateReading[] =>
  readings.filter(({ wave }) => wave === index);

/** The gates behind a settled wave. */
const closedGate = (wave: RolloutWave, index: number, rollout: Rollout, look: GateLook): Closed | null => {
  const { header, gateReadings, now } = look;
  const { settledAt } = wave;
  const gates = gatesBehind(header, index);
  if (gates === null || settledAt === null) return null;
  if (showsNothing(rollout, header, index))
    return { reason: reason('wave-shows-nothing', { wave: index + 1 }), until: null };
  const until = addSeconds(settledAt, gates.soakSeconds);
  if (now < until) return { reason: reason('waiting-for-soak', { until }), until };
  const condition = closedCondition(gates, readingsOf(index, gateReadings), { settledAt, now });
  if (condition !== null) return { reason: condition, until: null };
  if (gates.person === 'asked' && wave.goOnBy === null) {
    return { reason: reason('waiting-for-person', { rollout: rollout.rolloutId }), until: null };
  }
  return null;
};

/**
 * A canary on which others rest by conditions has to have been changed: green readings of a host that failed, or that was
 * left out, say nothing of the update. Without conditions, as before them, the failure budget decides; but one that was not
 * there is no word of anybody.
 */
const showsNothing = ({ hosts }: Rollout, { waves }: PlanHeader, index: number): boolean => {
  if (waves[index]?.kind !== 'canary') return false;
  const own = hosts.filter(({ wave }) => wave === index);
  if (own.some(({ phase }) => phase === 'done')) return false;
  return (
    waves[index].gates.conditions !== undefined || own.some(({ reason: why }) => why?.code === 'host-missed-window')
  );
};
