// Who goes first, alone: as many hosts as policy says, and every target that no earlier environment has proven.

import { fits, type OpenWave, openWave, type PackedHost, put, type WaveLimits } from './packing.ts';
import { byText } from './text-order.ts';

export interface CanaryCandidate extends PackedHost {
  /** Targets of its transaction that nothing has proven, as `name/architecture/version`. */
  readonly unproven: readonly string[];
}

export interface CanaryWave<Host> {
  readonly wave: OpenWave<Host & CanaryCandidate>;
  /** Carries targets that run here for the first time: the longer soak follows. */
  readonly provesTargets: boolean;
}

/**
 * Waves whose hosts together carry every unproven target that any candidate carries, so that none of them reaches a
 * second wave before it has soaked; the first wave holds at least `count` hosts where the limits let it. One wave
 * is the rule; more are needed only where the limits keep the carriers of different targets apart.
 *
 * Chosen are the hosts that prove most, then those that fewest clusters and no group need, then by host id: a canary that carries
 * nothing new would prove nothing. `proven` grows by what the waves carry.
 */
export function chooseCanaries<Host extends CanaryCandidate>(options: {
  readonly candidates: readonly Host[];
  readonly count: number;
  readonly proven: Set<string>;
  readonly limits: WaveLimits;
}): readonly CanaryWave<Host>[] {
  const { candidates, count, proven, limits } = options;
  const left = new Set([...candidates].sort(leastNeededFirst));
  const waves: CanaryWave<Host>[] = [];
  for (;;) {
    const wanted = waves.length === 0 ? count : 0;
    const wave = openWave<Host>();
    let provesTargets = false;
    for (;;) {
      const best = mostNew({ left, wave, proven, limits });
      if (best === null || (best.news === 0 && wave.hosts.size >= wanted)) break;
      put(wave, best.host);
      left.delete(best.host);
      for (const target of best.host.unproven) proven.add(target);
      provesTargets ||= best.news > 0;
    }
    if (wave.hosts.size === 0) return waves;
    waves.push({ wave, provesTargets });
  }
}

function mostNew<Host extends CanaryCandidate>(options: {
  readonly left: ReadonlySet<Host>;
  readonly wave: OpenWave<Host>;
  readonly proven: ReadonlySet<string>;
  readonly limits: WaveLimits;
}): { readonly host: Host; readonly news: number } | null {
  const { left, wave, proven, limits } = options;
  let best: { readonly host: Host; readonly news: number } | null = null;
  for (const host of left) {
    const news = host.unproven.reduce((sum, target) => sum + (proven.has(target) ? 0 : 1), 0);
    if ((best === null || news > best.news) && fits(wave, host, limits)) best = { host, news };
  }
  return best;
}

/** Who takes others along is the last to be tried on. */
const leastNeededFirst = (a: CanaryCandidate, b: CanaryCandidate): number =>
  Number(a.along !== undefined) - Number(b.along !== undefined) ||
  a.clusters.length - b.clusters.length ||
  Number(a.group !== null) - Number(b.group !== null) ||
  byText(a.hostId, b.hostId);
