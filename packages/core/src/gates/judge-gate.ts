// Whether a wave may be passed by what was read of its conditions.

import type { GateCondition, GateRules } from '../policy/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import { readingSecondsMax } from './limits.ts';
import type { GateReading } from './types.ts';

const NO_CONDITIONS: readonly GateCondition[] = [];

export const conditionsOf = ({ conditions }: GateRules): readonly GateCondition[] => conditions ?? NO_CONDITIONS;

export interface GateMoment {
  /** Before that the wave's hosts were not all done: what was read then says nothing of them. */
  readonly settledAt: Instant;
  readonly now: Instant;
}

/** Neither from before the wave had settled, nor old, nor from a clock that is ahead by as much. */
export const isFresh = (
  condition: Pick<GateCondition, 'kind'>,
  { at }: Pick<GateReading, 'at'>,
  { settledAt, now }: GateMoment,
): boolean => {
  const seconds = readingSecondsMax(condition);
  return at >= settledAt && addSeconds(at, seconds) >= now && at <= addSeconds(now, seconds);
};

/** The first condition that is not open, in policy's order, and why; `null`: all are, by fresh readings. */
export const closedCondition = (
  gates: GateRules,
  readings: readonly GateReading[],
  moment: GateMoment,
): Reason | null => {
  for (const condition of conditionsOf(gates)) {
    const why = whyClosed(condition, readings.find(({ name }) => name === condition.name) ?? null, moment);
    if (why !== null) return why;
  }
  return null;
};

const whyClosed = (condition: GateCondition, reading: GateReading | null, moment: GateMoment): Reason | null => {
  const { name } = condition;
  if (reading === null || reading.at < moment.settledAt) {
    return reason('gate-unreadable', { gate: name, detail: 'it has not been read since the wave settled' });
  }
  if (!isFresh(condition, reading, moment)) {
    const detail = `it was last read at ${reading.at}, and ${readingSecondsMax(condition)} s is too old`;
    return reason('gate-unreadable', { gate: name, detail });
  }
  switch (reading.state) {
    case 'open':
      return null;
    case 'closed':
      return reason('gate-closed', { gate: name, detail: reading.found });
    case 'unreadable':
      return reason('gate-unreadable', { gate: name, detail: reading.found });
    default:
      return reading.state satisfies never;
  }
};
