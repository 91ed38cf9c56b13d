// From wave to wave: a wave is settled once all its hosts have ended, and the next one opens once the gates behind it are
// open. Those behind the last wave are the rollout's own: it has settled once every host of every wave has ended.

import { conditionsOf } from '../gates/index.ts';
import { reason } from '../reasons/index.ts';
import { earliest } from './occasion.ts';
import { haveAllEnded, isSettled } from './phases.ts';
import type { Rollout, RolloutHost, RolloutWave } from './types.ts';
import { type Closed, closedGate, type GateLook, readingsOf } from './wave-gates.ts';

/** Notes for each wave when it settled and when it was passed. What has passed stays passed. */
export const progressWaves = (rollout: Rollout, look: GateLook): readonly RolloutWave[] => {
  const unsettled = unsettledWaves(rollout, look);
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

const unsettledWaves = (rollout: Rollout, look: GateLook): ReadonlySet<number> => {
  const own = rollout.hosts.filter((host) => holdsUp(host, rollout, look)).map(({ wave }) => wave);
  // Behind it nobody waits, so that it can wait for everybody: whoever was missing, and was changed later, soaks too.
  const last = rollout.lastWave === 'gated' && !haveAllEnded(rollout) ? [rollout.waves.length - 1] : [];
  return new Set([...own, ...last]);
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
  const gates = header.waves[index]?.gates;
  const read = readingsOf(index, gateReadings);
  if (gates === undefined || conditionsOf(gates).length === 0 || read.length === 0) return {};
  return { passedOn: read.map(({ name, state, found, at }) => ({ name, state, found, at })) };
};

/** Waves from 0 up to this one may start hosts. */
export const openWave = (rollout: Pick<Rollout, 'waves'>): number => {
  const first = rollout.waves.findIndex((wave) => wave.passedAt === null);
  return first === -1 ? rollout.waves.length - 1 : first;
};

/** Why hosts of this wave may not start; `null`: they may. */
export const closedFor = (host: Pick<RolloutHost, 'wave'>, rollout: Rollout, look: GateLook): Closed | null => {
  const open = openWave(rollout);
  if (host.wave <= open) return null;
  const before = rollout.waves[open];
  const gate = host.wave === open + 1 && before !== undefined ? closedGate(before, open, rollout, look) : null;
  return gate ?? { reason: reason('waiting-for-wave', { wave: host.wave + 1 }), until: null };
};
