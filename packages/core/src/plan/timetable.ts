// When each wave would run, by what its hosts are expected to take: for people to hold against windows before they approve.
// Not a promise: clusters, checklists and gates may make it later, and nothing is decided by it.

import type { Occurrence } from '../calendar/index.ts';
import type { HostId } from '../ids/index.ts';
import { type Instant, instantOfMs, msOfInstant } from '../time/index.ts';
import type { HostPlan, PlanHeader } from './types.ts';

/** When a wave would run. */
export interface WaveSpan {
  /** `null`: none of its hosts finds room in the windows of the plan. */
  readonly startsAt: Instant | null;
  readonly endsAt: Instant | null;
  /** When its gates could open at the earliest: the end of its soak. */
  readonly soakedAt: Instant | null;
  /** Hosts that could not begin before the last cut-off. */
  readonly withoutRoom: readonly HostId[];
}

/** `from`: nothing begins earlier. A plan without windows runs from there until it expires. */
export function timetableOf(
  header: Pick<PlanHeader, 'waves' | 'bounds'>,
  hostPlans: readonly Pick<HostPlan, 'hostId' | 'expectedSeconds'>[],
  from: Instant,
): readonly WaveSpan[] {
  const expected = new Map(hostPlans.map(({ hostId, expectedSeconds }) => [hostId, expectedSeconds]));
  const { occurrences, awayMax } = header.bounds;
  const spans: WaveSpan[] = [];
  let earliestMs = msOfInstant(from);
  for (const { hosts, gates } of header.waves) {
    const ran = runWave({ hosts, expected, awayMax, earliestMs, occurrences });
    const soakedMs = ran.endMs === null ? null : ran.endMs + gates.soakSeconds * 1000;
    spans.push({
      startsAt: ran.startMs === null ? null : instantOfMs(ran.startMs),
      endsAt: ran.endMs === null ? null : instantOfMs(ran.endMs),
      soakedAt: soakedMs === null ? null : instantOfMs(soakedMs),
      withoutRoom: ran.withoutRoom,
    });
    earliestMs = soakedMs ?? earliestMs;
  }
  return spans;
}

interface WaveToRun {
  readonly hosts: readonly HostId[];
  readonly expected: ReadonlyMap<HostId, number>;
  readonly awayMax: number;
  readonly earliestMs: number;
  readonly occurrences: readonly Occurrence[];
}

/** Each host takes the place that is free first: as many at once as may be away. */
function runWave({ hosts, expected, awayMax, earliestMs, occurrences }: WaveToRun) {
  const places = Array.from({ length: Math.max(1, Math.min(awayMax, hosts.length)) }, () => earliestMs);
  let startMs: number | null = null;
  let endMs: number | null = null;
  const withoutRoom: HostId[] = [];
  for (const hostId of hosts) {
    const place = places.indexOf(Math.min(...places));
    const begins = beginIn(occurrences, places[place] ?? earliestMs);
    if (begins === null) {
      withoutRoom.push(hostId);
      continue;
    }
    const ends = begins + (expected.get(hostId) ?? 0) * 1000;
    places[place] = ends;
    startMs = Math.min(startMs ?? begins, begins);
    endMs = Math.max(endMs ?? ends, ends);
  }
  return { startMs, endMs, withoutRoom };
}

/** The first instant from there on at which a host may begin; `null`: the windows are over. */
function beginIn(occurrences: readonly Occurrence[], ms: number): number | null {
  if (occurrences.length === 0) return ms;
  for (const { startsAt, cutOffAt } of occurrences) {
    const begins = Math.max(ms, msOfInstant(startsAt));
    if (begins < msOfInstant(cutOffAt)) return begins;
  }
  return null;
}
