import type { Severity } from '@slipway/core/advisory';
import { severityRank } from '../../ports/index.ts';

/** What CVSS calls a score times ten (specification 3.1, section 5); 0 is "none", which is no severity. */
export const severityOfScore = (tenths: number): Severity | null => {
  if (tenths >= 90) return 'critical';
  if (tenths >= 70) return 'high';
  if (tenths >= 40) return 'medium';
  return tenths > 0 ? 'low' : null;
};

/** Vendors and CVSS may differ: the worse one counts. `null`: nobody said. */
export const worstSeverity = (words: readonly Severity[], worstTenths: number | null): Severity | null => {
  const ofScore = worstTenths === null ? null : severityOfScore(worstTenths);
  const all = ofScore === null ? words : [...words, ofScore];
  return all.reduce<Severity | null>((a, b) => (a === null || severityRank(b) > severityRank(a) ? b : a), null);
};
