// One document: the advisory or VEX record, and what it says about its vulnerabilities themselves.

import type { AdvisoryRecord, CvssRating, Severity, VulnerabilityFacts } from '@slipway/core/advisory';
import { reason } from '@slipway/core/reasons';
import { ratingsOf } from '../cvss/index.ts';
import type { Found } from '../format.ts';
import {
  instantOfText,
  type JsonObject,
  listIn,
  objectIn,
  objectOf,
  plainText,
  problem,
  textIn,
} from '../reading/index.ts';
import { factsOf, isCveId } from '../vulnerability/index.ts';
import { productTree } from './product-tree.ts';
import { statementsOf, type ToldVulnerability } from './statements.ts';

const ID_LENGTH_MAX = 200;
const NAME_LENGTH_MAX = 60;
/** For people to follow; the first is the document's own. */
const REFERENCES_MAX = 10;
const URL_LENGTH_MAX = 500;

export function* readDocument(object: JsonObject | null, where: string): Iterable<Found> {
  const document = objectIn(object, 'document');
  const tracking = objectIn(document, 'tracking');
  const recordId = plainText(textIn(tracking, 'id') ?? '', ID_LENGTH_MAX);
  if (recordId === '') return yield problem(where, reason('record-unreadable', { detail: 'not a CSAF document' }));
  const current = instantOfText(textIn(tracking, 'current_release_date'));
  if (current !== null) yield { kind: 'dated', at: current };

  const vulnerabilities = toldIn(object, recordId);
  for (const told of vulnerabilities) {
    const facts = factsIn(told, raterOf(document));
    if (facts !== null) yield { kind: 'vulnerability-facts', facts };
  }
  const { statements, unknown, versionless } = statementsOf(vulnerabilities, productTree(object));
  if (unknown.length > 0) yield problem(recordId, unreadable('product id that its tree does not have', unknown));
  if (versionless.length > 0) yield problem(recordId, unreadable('version that is none', versionless));
  if (statements.length === 0) return yield { kind: 'passed-over', where: recordId };
  const category = textIn(document, 'category');
  const record: AdvisoryRecord = {
    recordId,
    name: recordId,
    kind: category === 'csaf_vex' ? 'vulnerability' : 'advisory',
    summary: plainText(textIn(document, 'title') ?? ''),
    publishedAt: instantOfText(textIn(tracking, 'initial_release_date')),
    modifiedAt: current,
    // CSAF 2.1 has a category for it; Red Hat withdraws by a new revision that lists nothing.
    withdrawnAt: category === 'csaf_withdrawn' ? current : null,
    vulnerabilities: [...new Set(vulnerabilities.map(({ id }) => id))],
    security: true,
    severity: severityOf(textIn(objectIn(document, 'aggregate_severity'), 'text')),
    references: referencesOf(document),
    statements,
  };
  yield { kind: 'advisory', record };
}

const unreadable = (what: string, found: readonly string[]) =>
  reason('record-unreadable', {
    detail: `has ${found.length} times a ${what}, such as ${plainText(found[0] ?? '', 200)}`,
  });

/** By CVE id; what has none by the vendor's own id for it, else the document fixes "itself". */
const toldIn = (object: JsonObject | null, recordId: string): readonly ToldVulnerability[] =>
  listIn(object, 'vulnerabilities').map((value) => {
    const vulnerability = objectOf(value);
    const own = listIn(vulnerability, 'ids').map((id) => textIn(objectOf(id), 'text'))[0] ?? null;
    const id = textIn(vulnerability, 'cve') ?? own;
    return { id: plainText(id ?? recordId, ID_LENGTH_MAX) || recordId, object: vulnerability };
  });

const factsIn = ({ id, object }: ToldVulnerability, rater: string): VulnerabilityFacts | null => {
  if (!isCveId(id)) return null;
  const metrics = [
    ...listIn(object, 'scores').map(objectOf),
    ...listIn(object, 'metrics').map((metric) => objectIn(objectOf(metric), 'content')),
  ];
  const summary = plainText(textIn(object, 'title') ?? '') || null;
  const cvss = distinct(metrics.flatMap((metric) => ratingsOf(metric, rater)));
  if (summary === null && cvss.length === 0) return null;
  return factsOf(id, { summary, publishedAt: instantOfText(textIn(object, 'release_date')), cvss });
};

/** Scores are told per product, and mostly the same. */
const distinct = (ratings: readonly CvssRating[]): readonly CvssRating[] => [
  ...new Map(ratings.map((rating) => [`${rating.vector} ${rating.scoreTenths}`, rating])).values(),
];

const raterOf = (document: JsonObject | null): string => {
  const publisher = objectIn(document, 'publisher');
  if (textIn(publisher, 'namespace') === 'https://www.redhat.com') return 'redhat';
  return plainText(textIn(publisher, 'name') ?? 'vendor', NAME_LENGTH_MAX).toLowerCase();
};

const SEVERITIES: Readonly<Record<string, Severity>> = {
  critical: 'critical',
  important: 'high',
  high: 'high',
  moderate: 'medium',
  medium: 'medium',
  low: 'low',
};

const severityOf = (word: string | null): Severity | null => {
  const known = word?.toLowerCase() ?? '';
  return Object.hasOwn(SEVERITIES, known) ? (SEVERITIES[known] ?? null) : null;
};

const referencesOf = (document: JsonObject | null): readonly string[] => {
  const references = listIn(document, 'references').map(objectOf);
  const own = references.filter((reference) => textIn(reference, 'category') === 'self');
  const urls = [...own, ...references].flatMap((reference) => textIn(reference, 'url') ?? []);
  const links = urls.filter((url) => /^https?:\/\/\S+$/.test(url) && url.length <= URL_LENGTH_MAX);
  return [...new Set(links)].slice(0, REFERENCES_MAX);
};
