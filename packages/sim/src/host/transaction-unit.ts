// The transaction's unit of a simulated host: runs in virtual time, outlives whoever started it, and is cut where its host
// loses power. Then nobody knows its end. Held to what the real unit does by the contract suite that both pass.

import type { TransactionOutput, TransactionState, TransactionUnit } from '@slipway/agent/ports';
import { isTransactionOf } from '@slipway/core/execution';
import { OUTPUT_BYTES_MAX } from '@slipway/core/reading';
import { ok, refuse } from '@slipway/core/reasons';
import { type Instant, msBetween } from '@slipway/core/time';
import type { Random } from '../random/index.ts';
import type { WorldTime } from '../time/index.ts';
import type { HappeningFact } from './condition.ts';

export interface SimulatedUnits extends TransactionUnit, TransactionOutput {
  /** What is running is cut at any share of its work. */
  losePower(): void;
}

/** How a command ends. */
export interface CommandEnd {
  readonly status: number;
  readonly output: string;
}

/** A dpkg run takes seconds; what it does is done at its end, or cut at any share of it. */
const TRANSACTION_SECONDS = { low: 5, high: 40 };

/** Of the file, as much as the real unit's end is told with (agent/adapters/systemd). */
const OUTPUT_KEPT_MAX = 8192;

/** What systemd takes as it stands: the real unit refuses anything else (agent/adapters/systemd). */
const NAME = /^[a-z0-9][a-z0-9-]{0,200}$/;
const PLAIN = /^[A-Za-z0-9_@+=,:;~./?-]*$/;

interface Unit {
  readonly since: Instant;
  readonly seconds: number;
  readonly command: readonly string[];
  state: 'running' | 'cut' | CommandEnd;
}

export const simulatedUnits = (options: {
  readonly time: WorldTime;
  readonly random: Random;
  /** Does that share of it; the end is heard of where that is all of it. */
  readonly carryOut: (command: readonly string[], share: number) => CommandEnd;
  /** `null` or absent: as long as any. */
  readonly seconds?: () => number | null;
  readonly happened: (what: HappeningFact) => void;
}): SimulatedUnits => {
  const { time, random, carryOut, happened, seconds: taken = () => null } = options;
  const units = new Map<string, Unit>();
  const settle = (name: string, unit: Unit, phase: 'ended' | 'cut', share: number): void => {
    if (unit.state !== 'running') return;
    const end = carryOut(unit.command, share);
    unit.state = phase === 'cut' ? 'cut' : end;
    happened({ kind: 'transaction', unit: name, phase });
  };
  return {
    start: async ({ name, command }) => {
      const problem = mustBeStartable(name, command);
      if (problem !== null) throw problem;
      if (units.get(name)?.state === 'running') {
        return refuse('apply-failed', { status: 'not started', detail: `unit ${name} was already loaded` });
      }
      const seconds = taken() ?? random.between(TRANSACTION_SECONDS.low, TRANSACTION_SECONDS.high);
      const unit: Unit = { since: time.now(), seconds, command, state: 'running' };
      units.set(name, unit);
      happened({ kind: 'transaction', unit: name, phase: 'started' });
      void time.sleep(seconds * 1000).then(() => settle(name, unit, 'ended', 1));
      return ok(undefined);
    },
    look: async (name) => {
      if (!NAME.test(name)) throw new Error(`no name for a unit: ${JSON.stringify(name)}`);
      return stateOf(units.get(name), time.now());
    },
    lastOf: async (attemptId) => {
      const [name, unit] = [...units].findLast(([each]) => isTransactionOf(each, attemptId)) ?? [];
      if (name === undefined || unit === undefined) return ok(null);
      const text = printedBy(unit, time.now());
      const bytes = Buffer.byteLength(text);
      return ok({
        transaction: name,
        bytes,
        end: text.slice(-OUTPUT_BYTES_MAX),
        isWhole: bytes <= OUTPUT_BYTES_MAX,
      });
    },
    losePower: () => {
      for (const [name, unit] of units) {
        settle(name, unit, 'cut', random.next());
        // A failure of an earlier boot is no answer: what a host does while it goes down fails for reasons of its own.
        if (typeof unit.state === 'object' && unit.state.status !== 0) unit.state = 'cut';
      }
    },
  };
};

const mustBeStartable = (name: string, command: readonly string[]): Error | null => {
  if (!NAME.test(name)) return new Error(`no name for a unit: ${JSON.stringify(name)}`);
  const refused = command.find((argument) => !PLAIN.test(argument));
  return refused === undefined ? null : new Error(`systemd cannot be given ${JSON.stringify(refused)}`);
};

/** A line for each second of its work, as a dpkg run has one for each package, and its last words: a file that only grows. */
const printedBy = ({ state, since, seconds }: Unit, now: Instant): string => {
  const whole = Math.ceil(seconds);
  const done = Math.min(Math.floor(msBetween(since, now) / 1000), whole);
  const lines = Array.from({ length: done + 1 }, (_, at) => `Unpacking (second ${at} of ${whole}) ...\n`).join('');
  return typeof state === 'object' ? `${lines}${state.output}` : lines;
};

const stateOf = (unit: Unit | undefined, now: Instant): TransactionState => {
  if (unit === undefined) return { kind: 'absent' };
  const { state, since } = unit;
  if (state === 'running') return { kind: 'running', since };
  if (state === 'cut') return { kind: 'unknown' };
  const output = printedBy(unit, now).slice(-OUTPUT_KEPT_MAX);
  return { kind: 'ended', succeeded: state.status === 0, status: `exited ${state.status}`, output };
};
