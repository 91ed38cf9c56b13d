// The transaction's unit of a simulated host: runs in virtual time, outlives whoever started it, and is cut where its host
// loses power. Then nobody knows its end.

import type { TransactionUnit } from '@slipway/agent/ports';
import { ok } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { Random } from '../random/index.ts';
import type { VirtualTime } from '../time/index.ts';
import type { HappeningFact } from './condition.ts';
import type { SimulatedPackages } from './packages.ts';

export interface SimulatedUnits extends TransactionUnit {
  /** What is running is cut at any share of its work. */
  losePower(): void;
}

/** A dpkg run takes seconds; what it does is done at its end, or cut at any share of it. */
const TRANSACTION_SECONDS = { low: 5, high: 40 };

interface Unit {
  readonly since: Instant;
  readonly command: readonly string[];
  state: 'running' | 'ended' | 'cut';
}

export const simulatedUnits = (options: {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly packages: SimulatedPackages;
  readonly happened: (what: HappeningFact) => void;
}): SimulatedUnits => {
  const { time, random, packages, happened } = options;
  const units = new Map<string, Unit>();
  const settle = (name: string, unit: Unit, state: 'ended' | 'cut', share: number): void => {
    if (unit.state !== 'running') return;
    packages.carryOut(unit.command, share);
    unit.state = state;
    happened({ kind: 'transaction', unit: name, phase: state });
  };
  return {
    start: async ({ name, command }) => {
      if (units.has(name)) throw new Error(`unit ${name} was started twice`);
      const unit: Unit = { since: time.now(), command, state: 'running' };
      units.set(name, unit);
      happened({ kind: 'transaction', unit: name, phase: 'started' });
      const seconds = random.between(TRANSACTION_SECONDS.low, TRANSACTION_SECONDS.high);
      void time.sleep(seconds * 1000).then(() => settle(name, unit, 'ended', 1));
      return ok(undefined);
    },
    look: async (name) => {
      const unit = units.get(name);
      if (unit === undefined) return { kind: 'absent' };
      if (unit.state === 'running') return { kind: 'running', since: unit.since };
      return unit.state === 'cut'
        ? { kind: 'unknown' }
        : { kind: 'ended', succeeded: true, status: 'exited 0', output: 'done' };
    },
    losePower: () => {
      for (const [name, unit] of units) settle(name, unit, 'cut', random.next());
    },
  };
};
