// Freezes: what of an occurrence is left to begin in, and whether one holds now.

import { type Reason, reason } from '../reasons/index.ts';
import { type Instant, instantOfMs, msOfInstant } from '../time/index.ts';
import { daysOpen, spanOn } from './civil-span.ts';
import { matcherOfRecurrence, matchingDays } from './matching-days.ts';
import type { RawOccurrence } from './raw-occurrences.ts';
import type { Calendar, Freeze, FreezeSpan } from './types.ts';
import { WINDOW_MINUTES_MIN } from './window-limits.ts';
import { localMomentOf, type Zones } from './zone-rules.ts';

interface MsSpan {
  readonly startMs: number;
  readonly endMs: number;
}

export type Thawed =
  | { readonly kind: 'open'; readonly raw: RawOccurrence }
  | { readonly kind: 'frozen'; readonly reason: Reason };

/**
 * The longest part of the time to begin that no freeze takes, the earlier of two: an occurrence stays one span, because
 * everything that was approved knows it as one. The end stays too: a freeze forbids to begin, not to be away.
 */
export function thaw(raw: RawOccurrence, { freezes, zones }: Calendar): Thawed {
  const between = { startMs: raw.startMs, endMs: raw.cutOffMs };
  const touching = freezes.flatMap((freeze) => spansOf(freeze, zones, between).map((span) => ({ freeze, span })));
  if (touching.length === 0) return { kind: 'open', raw };
  const open = longest(
    without(
      between,
      touching.map(({ span }) => span),
    ),
  );
  const names = [...new Map(touching.map(({ freeze }) => [freeze.name, freeze])).values()];
  const facts = { freeze: names.map(({ name }) => name).join(', '), why: names.map(({ why }) => why).join('; ') };
  if (open === null || raw.endMs - open.startMs < WINDOW_MINUTES_MIN * 60_000) {
    return { kind: 'frozen', reason: reason('window-frozen', { ...facts, starts: instantOfMs(raw.startMs) }) };
  }
  const [starts, cutOff] = [instantOfMs(open.startMs), instantOfMs(open.endMs)];
  const note = reason('window-cut-by-freeze', { ...facts, starts, cutOff });
  return { kind: 'open', raw: { ...raw, startMs: open.startMs, cutOffMs: open.endMs, notes: [...raw.notes, note] } };
}

/**
 * Why nothing may begin at `now`, or `null`. For whoever lets hosts begin: a freeze may be newer than the plan; and a host
 * that may begin at any moment of the next `aheadSeconds` must not do so in one that has begun by then.
 */
export function frozenAt({ freezes, zones }: Calendar, now: Instant, aheadSeconds = 0): Reason | null {
  const nowMs = msOfInstant(now);
  for (const freeze of freezes) {
    const [span] = spansOf(freeze, zones, { startMs: nowMs, endMs: nowMs + 1 + aheadSeconds * 1000 });
    if (span !== undefined) {
      return reason('frozen', { freeze: freeze.name, why: freeze.why, ends: instantOfMs(span.endMs) });
    }
  }
  return null;
}

/** When it holds in a part of time, for people to see; `null`: that cannot be computed, and then it holds throughout. */
export function freezeSpans(
  freeze: Pick<Freeze, 'when'>,
  zones: Zones,
  between: { readonly from: Instant; readonly until: Instant },
): readonly FreezeSpan[] | null {
  const { when } = freeze;
  const isUnknown = when.kind === 'recurring' && zones.rulesOf(when.zone) === null;
  if (isUnknown) return null;
  const ms = { startMs: msOfInstant(between.from), endMs: msOfInstant(between.until) };
  return spansOf(freeze, zones, ms).map(({ startMs, endMs }) => ({
    startsAt: instantOfMs(startMs),
    endsAt: instantOfMs(endMs),
  }));
}

/** What of it touches `between`. One that cannot be computed freezes everything: not to know is not to begin. */
function spansOf({ when }: Pick<Freeze, 'when'>, zones: Zones, between: MsSpan): readonly MsSpan[] {
  const touches = ({ startMs, endMs }: MsSpan): boolean => startMs < between.endMs && endMs > between.startMs;
  if (when.kind === 'dates') {
    const spans = when.spans.map(({ startsAt, endsAt }) => ({
      startMs: msOfInstant(startsAt),
      endMs: msOfInstant(endsAt),
    }));
    return spans.filter(touches);
  }
  const rules = zones.rulesOf(when.zone);
  if (rules === null) return [between];
  const firstDay = localMomentOf(rules, between.startMs).day - daysOpen(when);
  const lastDay = localMomentOf(rules, between.endMs).day + 1;
  const found: MsSpan[] = [];
  for (const day of matchingDays(matcherOfRecurrence(when.days), firstDay, lastDay - firstDay + 1)) {
    const span = spanOn(when, day, rules);
    if (span === null) return [between];
    found.push({ startMs: span.start.ms, endMs: span.end.ms });
  }
  return found.filter(touches);
}

function without(whole: MsSpan, taken: readonly MsSpan[]): readonly MsSpan[] {
  const left: MsSpan[] = [];
  let { startMs } = whole;
  for (const span of taken.toSorted((a, b) => a.startMs - b.startMs)) {
    if (span.startMs > startMs) left.push({ startMs, endMs: span.startMs });
    startMs = Math.max(startMs, span.endMs);
  }
  if (startMs < whole.endMs) left.push({ startMs, endMs: whole.endMs });
  return left;
}

function longest(spans: readonly MsSpan[]): MsSpan | null {
  let found: MsSpan | null = null;
  for (const span of spans) {
    if (found === null || span.endMs - span.startMs > found.endMs - found.startMs) found = span;
  }
  return found;
}
