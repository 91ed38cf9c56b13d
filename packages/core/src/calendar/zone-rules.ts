// The rules of one time zone as a table, and the two questions that are asked of it: what does the clock say at an
// instant, and at which instant does the clock say this. Where the table comes from is not core's business (ADR 0021).

import { DAY_MS, type DayNumber } from './civil-day.ts';

/** What the wall clock of a zone is ahead of UTC, from when to when. */
export interface ZoneRules {
  /** As the IANA database names it: `Europe/Berlin`. */
  readonly zone: string;
  /** Known from here, inclusive, to `untilMs`, exclusive: nothing is computed outside. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly offsetMsAtStart: number;
  /** Ascending, after `fromMs`, each with another offset than the one before. */
  readonly changes: readonly ZoneChange[];
}

export interface ZoneChange {
  readonly atMs: number;
  readonly offsetMs: number;
}

/** A zone database as a value: one version, and the rules of every zone that it has. */
export interface Zones {
  /** `2026c`; the empty text where there is no database. */
  readonly version: string;
  /** For what to write instead of a name that does not exist; need not be complete. */
  readonly names: readonly string[];
  /** The same answer every time; `null` for a zone that the database does not have. */
  readonly rulesOf: (zone: string) => ZoneRules | null;
}

/** Where nobody gave a zone database: every zone is unknown. */
export const NO_ZONES: Zones = { version: '', names: [], rulesOf: () => null };

/** A civil day and the minute of it, with what there is of seconds. */
export interface LocalMoment {
  readonly day: DayNumber;
  readonly minute: number;
  readonly offsetMinutes: number;
}

export function offsetMsAt(rules: ZoneRules, ms: number): number {
  const index = indexOfLastChange(rules.changes, ms);
  return rules.changes[index]?.offsetMs ?? rules.offsetMsAtStart;
}

export function localMomentOf(rules: ZoneRules, ms: number): LocalMoment {
  const offsetMs = offsetMsAt(rules, ms);
  const day = Math.floor((ms + offsetMs) / DAY_MS);
  return { day, minute: (ms + offsetMs - day * DAY_MS) / 60_000, offsetMinutes: offsetMs / 60_000 };
}

export interface LocalInstant {
  readonly ms: number;
  /** `gap`: the clock never says this, and the instant is the first after it; `fold`: it says so twice, and it is the first. */
  readonly found: 'once' | 'gap' | 'fold';
}

/** Farther than this from UTC no clock is: an offset of today's reaches from -12 to +14 hours. */
const OFFSET_MS_MAX = 26 * 3_600_000;

/** The instant at which the zone's clock says `localMs`, written as if it were UTC. `null` outside the known span. */
export function instantOfLocal(rules: ZoneRules, localMs: number): LocalInstant | null {
  if (localMs - OFFSET_MS_MAX < rules.fromMs || localMs + OFFSET_MS_MAX >= rules.untilMs) return null;
  let index = indexOfLastChange(rules.changes, localMs - OFFSET_MS_MAX);
  for (;;) {
    const start = rules.changes[index];
    const end = rules.changes[index + 1]?.atMs ?? rules.untilMs;
    const ms = localMs - (start?.offsetMs ?? rules.offsetMsAtStart);
    if (start !== undefined && ms < start.atMs) return { ms: start.atMs, found: 'gap' };
    if (ms < end) return { ms, found: isAgainAfter(rules, index + 1, localMs) ? 'fold' : 'once' };
    index += 1;
  }
}

/** Does the clock say it once more after the change? Changes lie weeks apart: the next one is enough. */
function isAgainAfter({ changes }: ZoneRules, index: number, localMs: number): boolean {
  const next = changes[index];
  return next !== undefined && localMs - next.offsetMs >= next.atMs;
}

/** -1 where `ms` lies before every change. */
function indexOfLastChange(changes: readonly ZoneChange[], ms: number): number {
  let low = -1;
  let high = changes.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((changes[middle] as ZoneChange).atMs <= ms) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * A table out of a source that answers for one instant at a time, such as `Intl.DateTimeFormat`. Two changes within a
 * day that undo each other would be overlooked; the zone database has none since 1970.
 * `fromMs` and `untilMs` are whole seconds, and so is every change.
 */
export function zoneRulesFrom(options: {
  readonly zone: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly offsetMsAt: (ms: number) => number;
}): ZoneRules {
  const { zone, fromMs, untilMs, offsetMsAt: ask } = options;
  const offsetMsAtStart = ask(fromMs);
  const changes: ZoneChange[] = [];
  let before = { ms: fromMs, offsetMs: offsetMsAtStart };
  for (let ms = fromMs + DAY_MS; ms < untilMs; ms += DAY_MS) {
    const offsetMs = ask(ms);
    if (offsetMs !== before.offsetMs) {
      changes.push({ atMs: firstSecondWithout(before.offsetMs, { low: before.ms, high: ms }, ask), offsetMs });
    }
    before = { ms, offsetMs };
  }
  return { zone, fromMs, untilMs, offsetMsAtStart, changes };
}

function firstSecondWithout(
  offsetMs: number,
  between: { low: number; high: number },
  ask: (ms: number) => number,
): number {
  let { low, high } = between;
  while (high - low > 1000) {
    const middle = low + Math.floor((high - low) / 2000) * 1000;
    if (ask(middle) === offsetMs) low = middle;
    else high = middle;
  }
  return high;
}
