// The waves of a rollback: those of the rollout from its last to its first, each divided where today's limits ask for it. Who
// went first, and has been watched longest, keeps what it has until the others have shown that the way back holds.

import type { HostId } from '../../ids/index.ts';
import type { GateRules } from '../../policy/index.ts';
import type { Wave } from '../types.ts';
import { type OpenWave, type PackedHost, packHosts, type WaveLimits } from './packing.ts';
import { byText } from './text-order.ts';

export function layWavesBack<Host extends PackedHost>(wish: {
  readonly hosts: readonly Host[];
  /** From the first to the last. */
  readonly waves: readonly (readonly HostId[])[];
  readonly limits: WaveLimits;
  readonly gates: GateRules;
}): readonly Wave[] {
  const { hosts, waves, limits, gates } = wish;
  const wanted = new Map(hosts.map((host) => [host.hostId, host]));
  const laid = waves.toReversed().flatMap((wave) =>
    packHosts(
      wave.flatMap((hostId) => wanted.get(hostId) ?? []),
      limits,
    ),
  );
  return inTurns(laid).map(({ group, hosts: together }) => ({
    kind: group === null ? 'rest' : 'group',
    group,
    hosts: [...together].map(({ hostId }) => hostId).sort(byText),
    gates,
  }));
}

/** A group that was begun is finished before another one: labels may have moved since the waves were laid. */
function inTurns<Host extends PackedHost>(waves: readonly OpenWave<Host>[]): readonly OpenWave<Host>[] {
  const turns: OpenWave<Host>[] = [];
  const taken = new Set<string>();
  for (const wave of waves) {
    if (wave.group === null) turns.push(wave);
    else if (!taken.has(wave.group)) {
      taken.add(wave.group);
      turns.push(...waves.filter(({ group }) => group === wave.group));
    }
  }
  return turns;
}
