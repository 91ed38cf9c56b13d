// What a plan's occurrences were computed from, kept beside the plan, so that a zone database that changes between
// planning and running is noticed and named. The instants in the plan stay what was approved.

import { type Reason, reason } from '../reasons/index.ts';
import { addMs, type Instant, instantOfMs } from '../time/index.ts';
import { civilOccurrences } from './raw-occurrences.ts';
import { isFixed } from './schedule.ts';
import type { CivilWindow, Occurrence, Window } from './types.ts';
import type { Zones } from './zone-rules.ts';

export interface ZoneStamp {
  readonly zone: string;
  /** Of the zone database. */
  readonly version: string;
  /** The rule's own spans, before freezes. */
  readonly spans: readonly StampedSpan[];
}

export interface StampedSpan {
  readonly id: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

/** `null`: the window follows no clock, or its zone is not known. */
export function zoneStampOf(window: Window, occurrences: readonly Occurrence[], zones: Zones): ZoneStamp | null {
  if (isFixed(window) || zones.rulesOf(window.zone) === null) return null;
  const spans = occurrences.flatMap((one) => spanNow(window, one, zones) ?? []);
  return { zone: window.zone, version: zones.version, spans };
}

/** A reason per span that other rules put elsewhere; none where the database changed and these nights did not. */
export function zoneMoves(window: Window, stamp: ZoneStamp, zones: Zones): readonly Reason[] {
  if (isFixed(window) || zones.version === stamp.version) return [];
  const { zone, version: planned } = stamp;
  return stamp.spans.flatMap((then) => {
    const now = spanNow(window, then, zones);
    if (now !== null && now.startsAt === then.startsAt && now.endsAt === then.endsAt) return [];
    const facts = { zone, planned, current: zones.version, id: then.id };
    return reason('zone-rules-moved', { ...facts, starts: now?.startsAt ?? 'unknown', ends: now?.endsAt ?? 'unknown' });
  });
}

/** More than clocks ever moved at once. */
const LOOK_BACK_MS = 2 * 86_400_000;

function spanNow(window: CivilWindow, of: { id: string; startsAt: Instant }, zones: Zones): StampedSpan | null {
  const rules = zones.rulesOf(window.zone);
  if (rules === null) return null;
  const toMs = Date.parse(of.startsAt) + LOOK_BACK_MS;
  for (const { id, startMs, endMs } of civilOccurrences(window, addMs(of.startsAt, -LOOK_BACK_MS), rules)) {
    if (id === of.id) return { id, startsAt: instantOfMs(startMs), endsAt: instantOfMs(endMs) };
    if (startMs > toMs) return null;
  }
  return null;
}
