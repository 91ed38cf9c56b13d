// Which gates stand: behind the first wave that has not been passed, of rollouts that run, once it has settled.

import { conditionsOf } from '@slipway/core/gates';
import type { Digest, RolloutId } from '@slipway/core/ids';
import type { GateCondition } from '@slipway/core/policy';
import { haveAllEnded, type Rollout, type RolloutHost } from '@slipway/core/rollout';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { StoredGateReading, StoreView } from '../../ports/index.ts';

export interface StandingGate {
  readonly rolloutId: RolloutId;
  readonly planDigest: Digest;
  readonly environment: string;
  /** From 0. */
  readonly wave: number;
  readonly settledAt: Instant;
  readonly soaksUntil: Instant;
  readonly conditions: readonly GateCondition[];
  /** Of the wave; behind the last one also those that were missing while their own was passed. */
  readonly hosts: readonly (RolloutHost & { readonly hostname: string })[];
  /** By condition: what was found of it last. */
  readonly readings: ReadonlyMap<string, StoredGateReading>;
}

/** A rollout that is paused or stopped passes no gate: it is read again once somebody has resumed it, or nobody is left to begin. */
export const standingGates = async (view: StoreView): Promise<readonly StandingGate[]> => {
  const gates: StandingGate[] = [];
  for (const { value } of await view.rollouts.openRollouts()) {
    const gate = passesGates(value) ? await standingGate(view, value) : null;
    if (gate !== null) gates.push(gate);
  }
  return gates;
};

/** Pause and stop are about who may begin: where all have ended, they hold nobody, and the rollout ends by its gates. */
export const passesGates = (rollout: Rollout): boolean =>
  rollout.state === 'running' || (rollout.state !== 'aborting' && haveAllEnded(rollout));

const standingGate = async (view: StoreView, rollout: Rollout): Promise<StandingGate | null> => {
  const wave = settledWave(rollout);
  if (wave === null) return null;
  const { rolloutId, planDigest, environment } = rollout;
  const plan = await view.plans.plan(planDigest);
  const gates = plan?.header.waves[wave.index]?.gates;
  if (gates === undefined || conditionsOf(gates).length === 0) return null;
  const stored = await view.rollouts.gateReadings(rolloutId);
  return {
    ...{ rolloutId, planDigest, environment },
    wave: wave.index,
    settledAt: wave.settledAt,
    soaksUntil: addSeconds(wave.settledAt, gates.soakSeconds),
    conditions: conditionsOf(gates),
    hosts: await hostsOf(view, rollout, wave.index),
    readings: new Map(stored.filter((one) => one.wave === wave.index).map((one) => [one.name, one])),
  };
};

/** The wave behind which the rollout waits, or behind which it ends. */
export const settledWave = ({
  waves,
  lastWave,
}: Pick<Rollout, 'waves' | 'lastWave'>): { readonly index: number; readonly settledAt: Instant } | null => {
  const index = waves.findIndex(({ passedAt }) => passedAt === null);
  const settledAt = waves[index]?.settledAt ?? null;
  const isGated = index < waves.length - 1 || lastWave === 'gated';
  return settledAt === null || !isGated ? null : { index, settledAt };
};

const hostsOf = async (
  { fleet }: StoreView,
  { hosts, waves }: Rollout,
  wave: number,
): Promise<StandingGate['hosts']> => {
  const found: StandingGate['hosts'][number][] = [];
  const isLate = ({ wave: own, since }: RolloutHost): boolean =>
    wave === waves.length - 1 && since > (waves[own]?.passedAt ?? since);
  for (const host of hosts.filter((one) => one.wave === wave || isLate(one))) {
    found.push({ ...host, hostname: (await fleet.host(host.hostId))?.value.hostname ?? host.hostId });
  }
  return found;
};
