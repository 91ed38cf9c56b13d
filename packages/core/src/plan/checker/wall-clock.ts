// The checker's own way from a wall clock to an instant: every offset that the zone has near that day is tried.

import type { ZoneRules } from '../../calendar/index.ts';

/** Farther apart than any two clocks. */
const NEAR_MS = 2 * 86_400_000;

/**
 * The first instant at which the clock says `localMs` (written as if it were UTC), or the jump that leaves it out;
 * `null` outside what is known of the zone.
 */
export function firstInstantOf(rules: ZoneRules, localMs: number): number | null {
  if (localMs - NEAR_MS < rules.fromMs || localMs + NEAR_MS > rules.untilMs) return null;
  const pieces = piecesOf(rules).filter(
    ({ fromMs, untilMs }) => fromMs < localMs + NEAR_MS && untilMs > localMs - NEAR_MS,
  );
  const said = pieces
    .map(({ fromMs, untilMs, offsetMs }) => ({ fromMs, untilMs, ms: localMs - offsetMs }))
    .filter(({ fromMs, untilMs, ms }) => ms >= fromMs && ms < untilMs)
    .map(({ ms }) => ms);
  if (said.length > 0) return Math.min(...said);
  // Nobody's clock says it: the jump that begins with less and lands on more.
  const after = pieces.find(({ fromMs, offsetMs }) => fromMs + offsetMs > localMs);
  return after?.fromMs ?? null;
}

interface Piece {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly offsetMs: number;
}

const piecesOf = ({ fromMs, untilMs, offsetMsAtStart, changes }: ZoneRules): readonly Piece[] => {
  const starts = [{ atMs: fromMs, offsetMs: offsetMsAtStart }, ...changes];
  return starts.map(({ atMs, offsetMs }, index) => ({
    fromMs: atMs,
    untilMs: starts[index + 1]?.atMs ?? untilMs,
    offsetMs,
  }));
};
