// The zone database of the world, of which governments make another version now and then. A program has the one that it was
// started with.

import { offsetMsAt, type ZoneRules, type Zones } from '@slipway/core/calendar';
import type { Instant } from '@slipway/core/time';
import { msOfInstant } from '@slipway/core/time';

export interface SimulatedZones {
  /** The newest version. */
  readonly current: () => Zones;
  /** From that instant on the clocks of a zone are so much farther ahead than they would have been; `null`: nothing came of it. */
  move(moved: { readonly zone: string; readonly from: Instant; readonly aheadMs: number } | null): void;
}

export const simulatedZones = (first: Zones): SimulatedZones => {
  let current = first;
  let versions = 0;
  return {
    current: () => current,
    move: (moved) => {
      versions += 1;
      const version = `${first.version}, ${versions}`;
      current = { ...first, version };
      if (moved === null) return;
      const { zone, from, aheadMs } = moved;
      const rules = first.rulesOf(zone);
      if (rules === null) throw new Error(`there is no zone ${zone}`);
      const its = movedRules(rules, msOfInstant(from), aheadMs);
      current = { ...first, version, rulesOf: (asked) => (asked === zone ? its : first.rulesOf(asked)) };
    },
  };
};

const movedRules = (rules: ZoneRules, fromMs: number, aheadMs: number): ZoneRules => ({
  ...rules,
  changes: [
    ...rules.changes.filter(({ atMs }) => atMs < fromMs),
    { atMs: fromMs, offsetMs: offsetMsAt(rules, fromMs) + aheadMs },
    ...rules.changes
      .filter(({ atMs }) => atMs > fromMs)
      .map(({ atMs, offsetMs }) => ({ atMs, offsetMs: offsetMs + aheadMs })),
  ],
});
