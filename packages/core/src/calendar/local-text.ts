// An instant as the wall clock of a zone shows it, with its offset, so that two people can compare what they see.

import { type Instant, msOfInstant } from '../time/index.ts';
import { offsetMsAt, type ZoneRules } from './zone-rules.ts';

/** `2026-11-24 20:00:00 +01:00`. */
export function localTextOf(rules: ZoneRules, instant: Instant): string {
  const ms = msOfInstant(instant);
  const offsetMs = offsetMsAt(rules, ms);
  const clock = new Date(ms + offsetMs).toISOString();
  return `${clock.slice(0, 10)} ${clock.slice(11, 19)} ${offsetText(Math.round(offsetMs / 60_000))}`;
}

function offsetText(minutes: number): string {
  const total = Math.abs(minutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(total / 60))}:${two(total % 60)}`;
}
