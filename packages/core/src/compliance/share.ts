// Shares, in thousandths: whole numbers, and never rounded up to everything or down to nothing.

import type { HostStanding, SlaOutcome } from './types.ts';

/** `null`: of nothing there is no share. */
export function shareOf(part: number, whole: number): number | null {
  if (whole === 0) return null;
  const permille = Math.round((part * 1000) / whole);
  if (part < whole && permille === 1000) return 999;
  return part > 0 && permille === 0 ? 1 : permille;
}

export type StandingCounts = Readonly<Record<HostStanding, number>>;

/** Hosts of which it is known that nothing is overdue but by decision. */
export const compliantOf = (counts: StandingCounts): number => counts.clear + counts['due-later'] + counts.excepted;

export type OutcomeCounts = Readonly<Record<SlaOutcome, number>>;

/** Of what a deadline was kept or missed by, what is unknown among the missed; excepted and otherwise ended are neither. */
export const slaShareOf = (counts: OutcomeCounts): number | null =>
  shareOf(counts['in-time'], counts['in-time'] + counts.late + counts.overdue + counts.unknown);
