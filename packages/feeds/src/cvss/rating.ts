// Ratings from `cvssV3_1: { vectorString, baseScore }`, the form that CVE records, CSAF and NVD share.

import type { CvssRating } from '@slipway/core/advisory';
import { type JsonObject, objectIn, textIn } from '../reading/index.ts';
import { type ParsedVector, parseVector, tenthsOf } from './vector.ts';

const MEMBERS = ['cvssV4_0', 'cvssV3_1', 'cvssV3_0', 'cvssV2_0', 'cvss_v4', 'cvss_v3', 'cvss_v2', 'cvssData'];

/** The rater's score counts where there is one; else it is computed. What has neither score nor vector is no rating. */
export const ratingsOf = (metric: JsonObject | null, rater: string): readonly CvssRating[] =>
  MEMBERS.flatMap((member) => {
    const rating = ratingOf(objectIn(metric, member), rater);
    return rating === null ? [] : [rating];
  });

const ratingOf = (object: JsonObject | null, source: string): CvssRating | null => {
  const known = parseVector(textIn(object, 'vectorString') ?? '');
  const scoreTenths = tenthsOf(object?.['baseScore']) ?? (known === null ? null : baseOf(known.parsed));
  return scoreTenths === null ? null : { source, vector: known?.vector ?? null, scoreTenths };
};

/** The library's `base` of version 4 has the threat metrics in it. */
const baseOf = (parsed: ParsedVector): number | null => {
  const scores = parsed.calculateScores();
  return tenthsOf('baseMetricsOnly' in scores ? scores.baseMetricsOnly : scores.base);
};
