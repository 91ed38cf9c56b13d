// What a record of one vulnerability knows about it beside packages: rating and summary.

import type { AdvisoryRecord, CvssRating, VulnerabilityFacts } from '@slipway/core/advisory';
import { ratingsOf } from '../cvss/index.ts';
import { type JsonObject, listIn, objectOf, plainText, textIn } from '../reading/index.ts';

/** `null` for advisories: their rating is that of the worst of what they fix, and of none of them. */
export const factsIn = (osv: JsonObject | null, record: AdvisoryRecord, feed: string): VulnerabilityFacts | null => {
  const [vulnerability, ...more] = record.vulnerabilities;
  if (record.kind !== 'vulnerability' || vulnerability === undefined || more.length > 0) return null;
  const cvss = ratingsIn(osv, feed);
  const details = textIn(osv, 'details');
  if (cvss.length === 0 && (details === null || details === NOT_DESCRIBED)) return null;
  return {
    vulnerability,
    summary: details === null || details === NOT_DESCRIBED ? null : plainText(details),
    publishedAt: record.publishedAt,
    rejected: null,
    cvss,
    epss: null,
    kev: null,
    ssvc: null,
  };
};

/** Ubuntu writes it where nobody described the vulnerability. */
const NOT_DESCRIBED = '[Unknown description]';

/** Ubuntu repeats a vector where two who rated agree. */
const ratingsIn = (osv: JsonObject | null, feed: string): readonly CvssRating[] => {
  const vectors = listIn(osv, 'severity').flatMap((value) => {
    const severity = objectOf(value);
    const isCvss = textIn(severity, 'type')?.startsWith('CVSS_') ?? false;
    return isCvss ? (textIn(severity, 'score') ?? []) : [];
  });
  return [...new Set(vectors)].flatMap((vectorString) => ratingsOf({ cvssData: { vectorString } }, feed));
};
