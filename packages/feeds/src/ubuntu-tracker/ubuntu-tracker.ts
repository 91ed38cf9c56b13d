// One record for each file; a package whose priority is its own has a record of its own, because a record has one severity.

import type { AdvisoryRecord, Severity, Statement } from '@slipway/core/advisory';
import { reason } from '@slipway/core/reasons';
import { ratingsOf } from '../cvss/index.ts';
import { isSourceName, sourceStatement, UNDETERMINED } from '../deb-statement/index.ts';
import type { FeedFile, Format, Found } from '../format.ts';
import { instantOfText, plainText, problem, severityOf } from '../reading/index.ts';
import { factsOf } from '../vulnerability/index.ts';
import { releaseOfScope } from './scope.ts';
import { entitlementOf, saysOf } from './state.ts';
import { parseTrackerFile, type StateLine, type TrackerFile } from './tracker-file.ts';

/** `active/CVE-2026-119741`, and what has no CVE number: `CVE-2012-NNN1`, `UEM-2013-1`. */
const FILE = /(?:^|\/)[A-Z]{2,6}-\d{4}-[A-Z0-9]{1,19}$/;

export const ubuntuTracker: Format = {
  kind: 'ubuntu-tracker',
  takes: (name) => FILE.test(name),
  read: readFiles,
};

async function* readFiles(files: AsyncIterable<FeedFile>): AsyncIterable<Found> {
  for await (const file of files) {
    // Names of people in old files are in Latin 1.
    const text = await file.text({ invalid: 'replace' });
    if (text.ok) yield* foundIn(parseTrackerFile(text.value), file.name);
    else yield problem(file.name, text.reason);
  }
}

function* foundIn(file: TrackerFile, name: string): Iterable<Found> {
  const id = file.fields.get('Candidate')?.[0] ?? '';
  if (!FILE.test(id)) {
    yield problem(name, reason('record-unreadable', { detail: 'it names no candidate' }));
    return;
  }
  if (file.cut) yield problem(id, reason('record-unreadable', { detail: 'more lines than a record may have' }));
  const statements: Statement[] = [];
  for (const line of file.states) yield* statementOf(line, id, statements);
  yield { kind: 'vulnerability-facts', facts: factsIn(file, id) };
  const bySeverity = Map.groupBy(statements, ({ subject }) => ownSeverity(file, subject.name));
  const general = bySeverity.get(null) ?? [];
  yield { kind: 'advisory', record: recordOf({ file, id, statements: general, severity: generalSeverity(file) }) };
  for (const [severity, own] of bySeverity)
    if (severity !== null)
      yield {
        kind: 'advisory',
        record: { ...recordOf({ file, id, statements: own, severity }), recordId: `${id}@${severity}` },
      };
}

/** Adds to `statements`; yields what is wrong with the line. */
function* statementOf(line: StateLine, id: string, statements: Statement[]): Iterable<Found> {
  const scope = releaseOfScope(line.scope);
  if (scope === null) return;
  const where = `${id} ${line.scope} ${line.source}`;
  if (!isSourceName(line.source)) {
    yield problem(where, reason('record-unreadable', { detail: 'no name of a source package' }));
    return;
  }
  const says = saysOf(line);
  if (!says.ok) yield problem(where, says.reason);
  // A line that cannot be read leaves the package in doubt; without it, the release would look safe.
  const said = says.ok ? says.value : UNDETERMINED;
  const entitlement = scope.entitlement ?? entitlementOf(line);
  if (said !== null)
    statements.push(sourceStatement({ release: scope.release, name: line.source, says: said, entitlement }));
}

const generalSeverity = (file: TrackerFile): Severity | null => priorityOf(file, 'Priority');

/** `null` where it is the same as the file's. */
const ownSeverity = (file: TrackerFile, source: string): Severity | null => {
  const own = priorityOf(file, `Priority_${source}`);
  return own === generalSeverity(file) ? null : own;
};

/** One word; newer files give the reason for it below. */
const priorityOf = (file: TrackerFile, field: string): Severity | null =>
  severityOf(file.fields.get(field)?.[0]?.split(/\s/)[0] ?? null);

const LINKS_MAX = 100;

const recordOf = (parts: {
  readonly file: TrackerFile;
  readonly id: string;
  readonly statements: readonly Statement[];
  readonly severity: Severity | null;
}): AdvisoryRecord => {
  const { file, id, statements, severity } = parts;
  return {
    recordId: id,
    name: id,
    kind: 'vulnerability',
    summary: descriptionOf(file),
    publishedAt: publicDateOf(file),
    modifiedAt: null,
    withdrawnAt: null,
    vulnerabilities: [id],
    security: true,
    severity,
    references: (file.fields.get('References') ?? [])
      .filter((line) => /^https?:\/\/\S{3,500}$/.test(line))
      .slice(0, LINKS_MAX),
    statements,
  };
};

const factsIn = (file: TrackerFile, id: string) => {
  const summary = descriptionOf(file);
  return factsOf(id, {
    summary: summary === '' ? null : summary,
    publishedAt: publicDateOf(file),
    // ` nvd: CVSS:3.1/AV:N/…`, in newer files with score and word behind it.
    cvss: (file.fields.get('CVSS') ?? []).flatMap((line) => {
      const [, rater, vectorString] = /^([a-z0-9-]{1,40}):\s+(\S{1,300})/i.exec(line) ?? [];
      return rater === undefined || vectorString === undefined ? [] : ratingsOf({ cvssData: { vectorString } }, rater);
    }),
  });
};

const descriptionOf = (file: TrackerFile): string => plainText((file.fields.get('Description') ?? []).join(' '));

const publicDateOf = (file: TrackerFile) => instantOfText(file.fields.get('PublicDate')?.[0]);
