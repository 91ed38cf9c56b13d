// What the ids of a record say: what kind it is, and which vulnerabilities it is about.

import type { AdvisoryRecord } from '@slipway/core/advisory';
import { type JsonObject, textsIn } from '../reading/index.ts';

/** Of any width (CVE-2026-119741), with whatever a distribution puts before it (`UBUNTU-CVE-2024-6387`). */
const CVE = /^(?:[A-Z]+-)?(CVE-\d{4}-\d{4,19})$/;

export const kindOf = (id: string): AdvisoryRecord['kind'] => (CVE.test(id) ? 'vulnerability' : 'advisory');

/**
 * `upstream` (schema 1.7) and `aliases` are the same vulnerability; `related` is where older records and RPM
 * distributions put them, and elsewhere "see also": it is asked last, so that "see also" is never taken for "fixes".
 */
export const vulnerabilitiesOf = (id: string, osv: JsonObject): readonly string[] => {
  const own = cvesIn([id]);
  if (own.length > 0) return own;
  const named = cvesIn([...textsIn(osv, 'aliases'), ...textsIn(osv, 'upstream')]);
  if (named.length > 0) return named;
  const related = cvesIn(textsIn(osv, 'related'));
  return related.length > 0 ? related : [id];
};

const cvesIn = (ids: readonly string[]): readonly string[] => [
  ...new Set(ids.flatMap((id) => CVE.exec(id)?.[1] ?? [])),
];

/** Bug fixes and enhancements of the RPM distributions: ALBA, ALEA, RLBA, RLEA, RHBA, RHEA. */
const NO_SECURITY = /^[A-Z]{2}[BE]A-/;

/** A bug fix that names a CVE fixes it all the same. */
export const isSecurity = (id: string, vulnerabilities: readonly string[]): boolean =>
  !NO_SECURITY.test(id) || vulnerabilities.some((name) => CVE.test(name));
