// The gates of a rollout for people: what each condition was found to be when its wave was passed, or is found to be now.

import { conditionsOf, type WaveReading } from '@slipway/core/gates';
import type { PlanHeader } from '@slipway/core/plan';
import type { GateCondition } from '@slipway/core/policy';
import type { Rollout } from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';

export interface ShownGate {
  /** From 0. */
  readonly wave: number;
  readonly name: string;
  readonly kind: GateCondition['kind'];
  readonly state: 'open' | 'closed' | 'unreadable' | 'unread';
  readonly found: string | null;
  readonly at: Instant | null;
}

/**
 * Of waves that have settled: before that nothing is read. What was never read of a wave that was passed (there was nothing to
 * look at, or an earlier version passed it) is not shown.
 */
export const shownGates = (
  { waves, lastWave }: Pick<Rollout, 'waves' | 'lastWave'>,
  header: PlanHeader,
  readings: readonly WaveReading[],
): readonly ShownGate[] =>
  waves.slice(0, lastWave === 'gated' ? undefined : -1).flatMap(({ settledAt, passedAt, passedOn }, wave) => {
    const gates = header.waves[wave]?.gates;
    if (settledAt === null || gates === undefined || (passedAt !== null && passedOn === undefined)) return [];
    const known = passedOn ?? readings.filter((one) => one.wave === wave && one.at >= settledAt);
    return conditionsOf(gates).map(({ name, kind }): ShownGate => {
      const found = known.find((one) => one.name === name);
      const said = found ?? { state: 'unread' as const, found: null, at: null };
      return { wave, name, kind, state: said.state, found: said.found, at: said.at };
    });
  });
