// `[08 Jul 2026] DLA-4673-1 dpkg - security update` and what stands below it.

import type { AdvisoryRecord, Says, Statement } from '@slipway/core/advisory';
import { releaseOfCodename } from '@slipway/core/advisory';
import { reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import { affectedUntil, NOT_AFFECTED, sourceStatement, UNDETERMINED, unfixed } from '../deb-statement/index.ts';
import type { Found } from '../format.ts';
import { plainText, problem } from '../reading/index.ts';
import { dayOfHeader } from './day.ts';
import type { Entry } from './entries.ts';
import { isPackageNote, type PackageNote, parsePackageNote } from './package-note.ts';
import { referencesIn } from './references.ts';

export const isAdvisoryHeader = (header: string): boolean => header.startsWith('[');

/** The version that an advisory gave a release: what CVE entries are resolved with. */
export interface AdvisoryFix {
  readonly codename: string;
  readonly source: string;
  readonly version: string;
}

export interface ReadAdvisory {
  readonly id: string;
  readonly at: Instant | null;
  readonly fixes: readonly AdvisoryFix[];
  readonly found: readonly Found[];
}

// Before 2005 ids had no `-N`; a regression update has a `-2` and is a record of its own with a higher version.
const HEADER = /^\[([^\]]{1,40})\]\s+((?:DSA|DLA|DTSA|ELA)-\d{1,9}(?:-\d{1,9})?)(?:\s+(.*))?$/;

/** `null` where the header is none: the entry as a whole is a problem. */
export const readAdvisory = (entry: Entry): ReadAdvisory | null => {
  const parts = HEADER.exec(entry.header);
  if (parts === null) return null;
  const [, date = '', id = '', title = ''] = parts;
  const at = dayOfHeader(date);
  const found: Found[] = [];
  const fixes: AdvisoryFix[] = [];
  const statements: Statement[] = [];
  if (at === null)
    found.push(problem(id, reason('record-unreadable', { detail: `"${plainText(date, 40)}" is no date` })));
  if (entry.cut) found.push(problem(id, reason('record-unreadable', { detail: 'more notes than a record may have' })));
  for (const note of entry.notes.filter(isPackageNote)) {
    const parsed = parsePackageNote(note);
    if (!parsed.ok) {
      found.push(problem(id, parsed.reason));
      continue;
    }
    const { codename, source, status } = parsed.value;
    const release = releaseOfCodename(codename);
    const says = saysOf(parsed.value);
    if (release === null) found.push({ kind: 'passed-over', where: `${id} ${codename}` });
    else if (says !== null) statements.push(sourceStatement({ release, name: source, says }));
    if (status.kind === 'fixed') fixes.push({ codename, source, version: status.version });
  }
  const record = recordOf({ id, at, title, statements, names: referencesIn(entry.notes) });
  return { id, at, fixes, found: [...found, { kind: 'advisory', record }] };
};

/** An advisory that fixes one release says of another that it has no fix yet, never had the flaw, or gets no fix any more. */
const saysOf = ({ status }: PackageNote): Says | null => {
  switch (status.kind) {
    case 'fixed':
      return affectedUntil(status.version);
    case 'not-affected':
      return NOT_AFFECTED;
    case 'unfixed':
    case 'removed':
      return unfixed();
    case 'no-dsa':
    case 'ignored':
    case 'postponed':
    case 'end-of-life':
      return unfixed(status.kind);
    case 'undetermined':
      return UNDETERMINED;
    case 'itp':
      return null;
    default:
      return never(status);
  }
};

const never = (status: never): never => {
  throw new TypeError(`${JSON.stringify(status)} is no status`);
};

const recordOf = (parts: {
  readonly id: string;
  readonly at: Instant | null;
  readonly title: string;
  readonly statements: readonly Statement[];
  readonly names: readonly string[];
}): AdvisoryRecord => {
  const { id, at, title, statements, names } = parts;
  const vulnerabilities = names.filter((name) => !/^(?:DSA|DLA|DTSA|ELA)-/.test(name));
  return {
    recordId: id,
    name: id,
    kind: 'advisory',
    summary: plainText(title),
    // The day of the announcement; the upload came days before.
    publishedAt: at,
    modifiedAt: null,
    withdrawnAt: null,
    vulnerabilities: vulnerabilities.length === 0 ? [id] : vulnerabilities,
    security: true,
    severity: null,
    references: [],
    statements,
  };
};
