// CVSS vectors as feeds give them, of any version, with the base score recomputed: a score that comes beside a vector is
// not believed.

import type { CvssRating } from '@slipway/core/advisory';
import cvss from 'ae-cvss-calculator';

/** The longest, a whole vector of version 4.0, has 250. The library takes any text for a vector of version 2. */
const VECTOR = /^(?:CVSS:(?:3\.[01]|4\.0)\/|\(?AV:)[A-Za-z0-9.:/]{10,300}\)?$/;

/** `null` for what is no vector with a complete base. `source` is who rated. */
export const cvssRating = (source: string, text: string): CvssRating | null => {
  if (!VECTOR.test(text)) return null;
  // Version 2 is often written in parentheses.
  const vector = text.replaceAll(/[()]/g, '');
  const parsed = cvss.fromVector(vector);
  if (parsed?.isBaseFullyDefined() !== true) return null;
  const scores = parsed.calculateScores();
  const base = 'baseMetricsOnly' in scores ? scores.baseMetricsOnly : scores.base;
  return typeof base === 'number' ? { source, vector, scoreTenths: Math.round(base * 10) } : null;
};
