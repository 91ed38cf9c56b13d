// {source: {CVE: {description, scope, debianbug, releases: {codename: {status, fixed_version, urgency, nodsa, …}}}}}

import { type AdvisoryRecord, releaseOfCodename, type Statement } from '@slipway/core/advisory';
import { reason } from '@slipway/core/reasons';
import { isSourceName, sourceStatement } from '../deb-statement/index.ts';
import type { FeedFile, Format, FormatContext, Found } from '../format.ts';
import {
  type Json,
  type JsonMember,
  type JsonObject,
  jsonMembers,
  objectIn,
  objectOf,
  plainText,
  problem,
  severityOf,
  textIn,
  worstSeverity,
} from '../reading/index.ts';
import { readStatus } from './release-status.ts';

export const debianTracker: Format = {
  kind: 'debian-tracker',
  takes: (name) => name.endsWith('.json'),
  read: readTracker,
};

async function* readTracker(files: AsyncIterable<FeedFile>, context: FormatContext): AsyncIterable<Found> {
  for await (const file of files)
    for await (const member of jsonMembers(file, context)) yield* vulnerabilitiesOf(member, file.name);
}

function* vulnerabilitiesOf({ key, index, value }: JsonMember, file: string): Iterable<Found> {
  const where = key ?? `${file} member ${index}`;
  const vulnerabilities = value.ok ? objectOf(value.value) : null;
  if (!value.ok) yield problem(where, value.reason);
  else if (key === null || !isSourceName(key) || vulnerabilities === null)
    yield problem(where, reason('record-unreadable', { detail: 'no source package with its vulnerabilities' }));
  else for (const [id, entry] of Object.entries(vulnerabilities)) yield* recordsOf(key, id, entry);
}

// Of any length: numbers have reached six digits. `TEMP-0841257-5B7F4A` is the tracker's own, until there is a number.
const VULNERABILITY = /^(?:CVE-\d{4}-\d{4,19}|TEMP-\d{7}-[0-9A-F]{6})$/;

function* recordsOf(source: string, id: string, value: Json | undefined): Iterable<Found> {
  const entry = objectOf(value);
  if (entry === null || !VULNERABILITY.test(id)) {
    yield problem(
      `${source} ${id}`,
      reason('record-unreadable', { detail: 'no vulnerability with what is said of it' }),
    );
    return;
  }
  const recordId = `${id}@${source}`;
  const statements: Statement[] = [];
  const releases = Object.entries(objectIn(entry, 'releases') ?? {});
  for (const [codename, of] of releases) {
    const release = releaseOfCodename(codename);
    const status = readStatus(objectOf(of));
    if (!status.ok) yield problem(`${recordId} ${codename}`, status.reason);
    else if (release === null) yield { kind: 'passed-over', where: `${recordId} ${codename}` };
    else statements.push(sourceStatement({ release, name: source, says: status.value }));
  }
  // A source that no release has any more is left with an empty list of releases.
  if (releases.length === 0) yield { kind: 'passed-over', where: recordId };
  if (statements.length > 0) yield { kind: 'advisory', record: recordOf({ recordId, id, entry, statements }) };
}

const recordOf = (parts: {
  readonly recordId: string;
  readonly id: string;
  readonly entry: JsonObject;
  readonly statements: readonly Statement[];
}): AdvisoryRecord => ({
  recordId: parts.recordId,
  name: parts.id,
  kind: 'vulnerability',
  summary: plainText(textIn(parts.entry, 'description') ?? ''),
  publishedAt: null,
  modifiedAt: null,
  withdrawnAt: null,
  vulnerabilities: [parts.id],
  security: true,
  severity: worstSeverity(
    Object.values(objectIn(parts.entry, 'releases') ?? {}).map((of) => severityOf(textIn(objectOf(of), 'urgency'))),
  ),
  references: [],
  statements: parts.statements,
});
