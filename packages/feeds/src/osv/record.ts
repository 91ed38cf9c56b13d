// One OSV record, as the records that it gives: one, or one per release.

import type { AdvisoryRecord, Severity, Statement } from '@slipway/core/advisory';
import { type Reason, reason } from '@slipway/core/reasons';
import {
  instantOfText,
  type JsonObject,
  listIn,
  objectIn,
  objectOf,
  plainText,
  severityOf,
  textIn,
  worstSeverity,
} from '../reading/index.ts';
import { modulesNamedIn } from './modules.ts';
import { isSecurity, kindOf, vulnerabilitiesOf } from './names.ts';
import { readEntry, separately, urgencyOf } from './statements.ts';

export interface RecordsRead {
  /** Empty without a problem: of nothing that we judge. */
  readonly records: readonly AdvisoryRecord[];
  readonly problems: readonly { readonly where: string; readonly reason: Reason }[];
}

/** Whatever can be printed: some are made of package versions. They go into reasons, keys and tables, so there is an end. */
const ID = /^[\x21-\x7e]{3,150}$/;
const REFERENCES_MAX = 50;
const REFERENCE_LENGTH_MAX = 500;
/** Of one record: the same fault in 400 binaries is one to look at. */
const PROBLEMS_MAX = 5;

export const readRecord = (osv: JsonObject | null, where: string): RecordsRead => {
  const id = textIn(osv, 'id');
  if (osv === null || id === null || !ID.test(id))
    return { records: [], problems: [{ where, reason: reason('record-unreadable', { detail: 'it has no id' }) }] };
  const summary = plainText(textIn(osv, 'summary') ?? textIn(osv, 'details') ?? '');
  const modules = modulesNamedIn(summary);
  const statements: Statement[] = [];
  const problems: Reason[] = [];
  let sound = 0;
  let foreign = 0;
  const entries = listIn(osv, 'affected');
  for (const entry of entries) {
    const read = readEntry(entry, modules);
    if (read.kind === 'foreign') foreign += 1;
    if (read.kind === 'read') sound += 1;
    if (read.kind === 'problem') problems.push(read.reason);
    if (read.kind !== 'foreign') statements.push(...read.statements);
  }
  const told = problems.slice(0, PROBLEMS_MAX).map((why) => ({ where: id, reason: why }));
  // A record of which nothing could be read is a problem and no record; one of which nothing is ours is neither.
  if (sound === 0 && (problems.length > 0 || foreign > 0)) return { records: [], problems: told };
  return { records: apart(recordOf(id, osv, { summary, statements })), problems: told };
};

const recordOf = (
  id: string,
  osv: JsonObject,
  read: Pick<AdvisoryRecord, 'summary' | 'statements'>,
): AdvisoryRecord => {
  const vulnerabilities = vulnerabilitiesOf(id, osv);
  return {
    recordId: id,
    name: id,
    kind: kindOf(id),
    publishedAt: instantOfText(textIn(osv, 'published')),
    modifiedAt: instantOfText(textIn(osv, 'modified')),
    withdrawnAt: instantOfText(textIn(osv, 'withdrawn')),
    vulnerabilities,
    security: isSecurity(id, vulnerabilities),
    severity: severityIn(osv),
    references: referencesIn(osv),
    ...read,
  };
};

/** Ubuntu's priority, Debian's urgency, the word before the colon in summaries of RPM distributions. Never made of a score. */
const severityIn = (osv: JsonObject): Severity | null => {
  const ubuntu = listIn(osv, 'severity')
    .map(objectOf)
    .filter((severity) => textIn(severity, 'type') === 'Ubuntu')
    .map((severity) => severityOf(textIn(severity, 'score')));
  const perPackage = listIn(osv, 'affected').flatMap((value) => {
    const entry = objectOf(value);
    if (entry === null) return [];
    return [severityOf(textIn(objectIn(entry, 'ecosystem_specific'), 'ubuntu_priority')), severityOf(urgencyOf(entry))];
  });
  const word = /^\s*(\w+):/.exec(textIn(osv, 'summary') ?? '')?.[1] ?? null;
  return worstSeverity(ubuntu) ?? worstSeverity(perPackage) ?? severityOf(word);
};

const referencesIn = (osv: JsonObject): readonly string[] =>
  [...new Set(listIn(osv, 'references').flatMap((value) => textIn(objectOf(value), 'url') ?? []))]
    .filter((url) => /^https?:\/\/[\x21-\x7e]+$/.test(url) && url.length <= REFERENCE_LENGTH_MAX)
    .slice(0, REFERENCES_MAX);

const apart = (record: AdvisoryRecord): readonly AdvisoryRecord[] => {
  const parts = new Map<string | null, Statement[]>();
  for (const statement of record.statements) {
    const key = separately(statement.release);
    const part = parts.get(key);
    if (part === undefined) parts.set(key, [statement]);
    else part.push(statement);
  }
  if (parts.size === 0) return [record];
  return [...parts].map(([key, statements]) => ({
    ...record,
    recordId: key === null ? record.recordId : `${record.recordId}@${key}`,
    statements,
  }));
};
