// Waves: the host that policy wants before all others, then canaries, then one group after the other, then the hosts that found no room beside a group.
// Hosts without a group may ride along in any wave but a canary; they obey the same limits. Group after group, in
// the order of their names: a group's waves are never mixed with another's, so at most one group is at a time between
// two versions.

import type { HostId } from '../../ids/index.ts';
import type { GateRules, WaveRules } from '../../policy/index.ts';
import type { Wave } from '../types.ts';
import { type CanaryCandidate, chooseCanaries } from './canaries.ts';
import { type OpenWave, openWave, packHosts, put, type WaveLimits } from './packing.ts';
import { byText } from './text-order.ts';

export interface WaveWish<Host extends CanaryCandidate> {
  readonly hosts: readonly Host[];
  readonly limits: WaveLimits;
  readonly rules: WaveRules;
  /** Goes first where it is among `hosts`; `null`: none does. */
  readonly templateHost: HostId | null;
  readonly gates: GateRules;
  /** Soak after a canary that carries unproven targets. */
  readonly unprovenSoakSeconds: number;
}

/** At most this many of `hosts` away at once: of the percentage rounded down, at least one. */
export const awayMaxOf = (hosts: number, percentMax: number): number =>
  Math.max(1, Math.floor((hosts * percentMax) / 100));

export function layWaves<Host extends CanaryCandidate>(wish: WaveWish<Host>): readonly Wave[] {
  const template = wish.hosts.find(({ hostId }) => hostId === wish.templateHost) ?? null;
  if (template === null || wish.rules.template === undefined) return layOthers(wish, null);
  const { gates } = wish.rules.template;
  const wave = openWave<Host>();
  put(wave, template);
  const others = { ...wish, hosts: wish.hosts.filter((host) => host !== template) };
  return [
    // Said even where there are none, so that nobody else begins unless this host is done.
    waveOf(wave, 'canary', {
      ...soaking(wish, gates, template.unproven.length > 0),
      conditions: gates.conditions ?? [],
    }),
    ...layOthers(others, template),
  ];
}

/** After the host that went first, which has proven what it carries, and whose group goes on. */
function layOthers<Host extends CanaryCandidate>(wish: WaveWish<Host>, template: Host | null): readonly Wave[] {
  const { hosts, limits, rules } = wish;
  const own = template?.group ?? null;
  const groups = [...new Set(hosts.flatMap(({ group }) => (group === null ? [] : [group])))].sort(
    (a, b) => Number(b === own) - Number(a === own) || byText(a, b),
  );
  const proven = new Set<string>(template?.unproven);
  const canaries = new Map<string | null, readonly Wave[]>();
  const gone = new Set<Host>();
  // The first group and the hosts without one go first; a later group has canaries of its own for what only it carries.
  for (const [index, group] of (groups.length === 0 ? [null] : groups).entries()) {
    const candidates = hosts.filter((host) => host.group === group || (index === 0 && host.group === null));
    const count = index === 0 ? rules.canaryHosts : 0;
    const chosen = chooseCanaries({ candidates, count, proven, limits });
    for (const { wave } of chosen) for (const host of wave.hosts) gone.add(host);
    canaries.set(
      group,
      chosen.map(({ wave, provesTargets }) => waveOf(wave, 'canary', soaking(wish, wish.gates, provesTargets))),
    );
  }
  const rest = packHosts(
    hosts.filter((host) => !gone.has(host)),
    limits,
  );
  const kind = ({ group }: OpenWave<Host>): Wave['kind'] => (group === null ? 'rest' : 'group');
  return [...groups, null].flatMap((group) => [
    ...(canaries.get(group) ?? []),
    ...rest.filter((wave) => wave.group === group).map((wave) => waveOf(wave, kind(wave), wish.gates)),
  ]);
}

const soaking = (
  { unprovenSoakSeconds }: Pick<WaveWish<CanaryCandidate>, 'unprovenSoakSeconds'>,
  gates: GateRules,
  provesTargets: boolean,
): GateRules => (provesTargets ? { ...gates, soakSeconds: Math.max(gates.soakSeconds, unprovenSoakSeconds) } : gates);

const waveOf = (wave: OpenWave<CanaryCandidate>, kind: Wave['kind'], gates: GateRules): Wave => ({
  kind,
  group: wave.group,
  hosts: [...wave.hosts].map(({ hostId }) => hostId).sort(byText),
  gates,
});
