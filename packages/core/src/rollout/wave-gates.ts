// The gates behind one wave: whether what it did has shown anything, soak, conditions, and a person's word.

import { closedCondition, type GateReading, type WaveReading } from '../gates/index.ts';
import type { PlanHeader } from '../plan/index.ts';
import { type Reason, type ReasonCode, reason } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import { hasEnded, haveAllEnded, isProof, wasChanged } from './phases.ts';
import { waitsForWord } from './still-so.ts';
import type { Rollout, RolloutInput, RolloutWave } from './types.ts';

/** What gates are judged by, beside the rollout itself. */
export type GateLook = Pick<RolloutInput, 'header' | 'gateReadings' | 'stillSo' | 'now'>;

export interface Closed {
  readonly reason: Reason;
  /** When it opens by itself. */
  readonly until: Instant | null;
}

export const readingsOf = (index: number, readings: readonly WaveReading[] = []): readonly GateReading[] =>
  readings.filter(({ wave }) => wave === index);

/** Why nothing goes on behind this wave; `null`: its gates are open, or it has not settled. */
export const closedGate = (wave: RolloutWave, index: number, rollout: Rollout, look: GateLook): Closed | null => {
  const { header, gateReadings, now } = look;
  const { settledAt, goOnBy } = wave;
  const gates = gatesBehind(rollout, header, index);
  if (gates === null || settledAt === null || isUntouched(rollout, index)) return null;
  const shown = whatItShows(rollout, header, index);
  if (shown === 'nothing' || (shown === 'too-little' && goOnBy === null)) {
    const { rolloutId } = rollout;
    return closed(
      takesWord(rollout, header, index)
        ? reason('wave-wants-word', { wave: index + 1, rollout: rolloutId })
        : reason('wave-shows-nothing', { wave: index + 1 }),
    );
  }
  const until = addSeconds(settledAt, gates.soakSeconds);
  if (now < until) return { reason: reason('waiting-for-soak', { until }), until };
  const word = waitsForWord(index, rollout, look);
  if (word !== null) return word;
  const condition = closedCondition(gates, readingsOf(index, gateReadings), { settledAt, now });
  if (condition !== null) return closed(condition);
  return gates.person === 'asked' && goOnBy === null && isWaitedFor(rollout, index)
    ? closed(reason('waiting-for-person', { rollout: rollout.rolloutId }))
    : null;
};

/** Whether a person's word is one of the gates behind this wave. */
export const takesWord = (rollout: Rollout, header: PlanHeader, index: number): boolean =>
  (isWaitedFor(rollout, index) && header.waves[index]?.gates.person === 'asked') ||
  showsTooLittle(rollout, header, index);

/** It went before the others, and says nothing of the update: without a condition that could, a person has to look. */
export const showsTooLittle = (rollout: Rollout, header: PlanHeader, index: number): boolean =>
  isWaitedFor(rollout, index) && whatItShows(rollout, header, index) === 'too-little';

/** What only a person can end, with the wave, from 0, behind which hosts wait for it. */
export interface WantedWord {
  readonly wave: number;
  readonly settledAt: Instant;
  readonly reason: Reason;
}

const BY_PERSON: ReadonlySet<ReasonCode> = new Set(['wave-wants-word', 'wave-shows-nothing', 'waiting-for-person']);

/** `null`: it waits for no person, or is paused or stopped, which people know. */
export const wantedWord = (rollout: Rollout, look: GateLook): WantedWord | null => {
  if (rollout.state !== 'running') return null;
  const index = rollout.waves.findIndex(({ passedAt }) => passedAt === null);
  const wave = rollout.waves[index];
  if (wave === undefined || wave.settledAt === null || !isWaitedFor(rollout, index)) return null;
  const why = closedGate(wave, index, rollout, look)?.reason;
  return why === undefined || !BY_PERSON.has(why.code) ? null : { wave: index, settledAt: wave.settledAt, reason: why };
};

const closed = (why: Reason): Closed => ({ reason: why, until: null });

const gatesBehind = (
  { lastWave }: Rollout,
  { waves }: PlanHeader,
  index: number,
): PlanHeader['waves'][number]['gates'] | null =>
  index === waves.length - 1 && lastWave !== 'gated' ? null : (waves[index]?.gates ?? null);

/** Somebody may still begin behind it: otherwise a person's word would be about nothing. */
const isWaitedFor = ({ hosts }: Rollout, index: number): boolean =>
  hosts.some(({ wave, phase }) => wave > index && !hasEnded(phase));

/** All is over, and nobody was changed whom these gates could be about; those behind the last wave are about everybody. */
const isUntouched = (rollout: Rollout, index: number): boolean => {
  if (!haveAllEnded(rollout)) return false;
  const isLast = index === rollout.waves.length - 1;
  return !rollout.hosts.some(({ wave, phase }) => (isLast || wave === index) && wasChanged(phase));
};

/**
 * A canary, on which all others rest, has to have come through: what failed, went back or was not there says nothing of the
 * update, however many failures the budget allows. A person may see why and go on by word; not past conditions, which would
 * be green over a host that has the old versions.
 */
const whatItShows = ({ hosts }: Rollout, { waves }: PlanHeader, index: number): 'enough' | 'too-little' | 'nothing' => {
  const wave = waves[index];
  if (wave?.kind !== 'canary' || hosts.some((host) => host.wave === index && isProof(host))) return 'enough';
  return wave.gates.conditions === undefined ? 'too-little' : 'nothing';
};
