// One pass over the lists. An entry that refers to advisories waits for the end: its list (CVE) comes before theirs (DSA).

import { reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { FeedFile, Format, FormatContext, Found } from '../format.ts';
import { plainText, problem } from '../reading/index.ts';
import { Shelf } from '../shelf/index.ts';
import { factsOf } from '../vulnerability/index.ts';
import { type AdvisoryFix, isAdvisoryHeader, readAdvisory } from './advisory-entry.ts';
import { type Entry, entriesOf } from './entries.ts';
import { resolveNotes } from './resolve.ts';
import { type ReadVulnerability, readVulnerability, vulnerabilityRecord } from './vulnerability-entry.ts';

/** As in the tracker's repository (`CVE/list`), and as people save them (`DSA.list`). */
const LIST = /(?:^|\/)(?:(?:CVE|DSA|DLA|DTSA)\/list|[^/]+\.list)$/;

export const debianAdvisories: Format = {
  kind: 'debian-advisories',
  takes: (name) => LIST.test(name),
  read: readLists,
};

interface Waiting {
  readonly vulnerabilities: Shelf<ReadVulnerability>;
  /** By the advisory's id; of an advisory without a package, none. */
  readonly fixes: Shelf<readonly AdvisoryFix[]>;
}

async function* readLists(files: AsyncIterable<FeedFile>, context: FormatContext): AsyncIterable<Found> {
  const waiting: Waiting = { vulnerabilities: new Shelf(context), fixes: new Shelf(context) };
  let newest: Instant | null = null;
  for await (const file of files) {
    for await (const entry of entriesOf(file, context)) {
      if (isAdvisoryHeader(entry.header)) {
        const advisory = readAdvisory(entry);
        yield* advisory === null ? [noHeader(file, entry)] : advisory.found;
        if (advisory === null) continue;
        if (advisory.at !== null && (newest === null || advisory.at > newest)) newest = advisory.at;
        waiting.fixes.put(advisory.id, advisory.fixes);
      } else {
        const vulnerability = readVulnerability(entry);
        if (vulnerability === null) yield noHeader(file, entry);
        else if (vulnerability.advisories.length === 0) yield* foundOf(vulnerability, waiting);
        else waiting.vulnerabilities.put(vulnerability.id, vulnerability);
      }
    }
  }
  for (const id of waiting.vulnerabilities.keys())
    for (const vulnerability of waiting.vulnerabilities.at(id)) yield* foundOf(vulnerability, waiting);
  // The lists carry no date of their own; they are at least as new as their newest advisory.
  if (newest !== null) yield { kind: 'dated', at: newest };
}

function* foundOf(vulnerability: ReadVulnerability, { fixes }: Waiting): Iterable<Found> {
  const { id, advisories, notes, description, rejected, problems } = vulnerability;
  yield* problems;
  if (rejected) {
    const summary = description === '' ? null : description;
    yield { kind: 'vulnerability-facts', facts: factsOf(id, { summary, rejected: true }) };
  }
  const statements = resolveNotes(notes, {
    fixes: advisories.flatMap((advisory) => fixes.at(advisory).flat()),
    missing: advisories.some((advisory) => !fixes.has(advisory)),
  });
  if (statements.length > 0) yield { kind: 'advisory', record: vulnerabilityRecord(vulnerability, statements) };
  // Reserved, not for Debian, or not looked at yet: the list says nothing about any package.
  else if (!rejected && problems.length === 0) yield { kind: 'passed-over', where: id };
}

const noHeader = (file: FeedFile, { header, line }: Entry): Found =>
  problem(
    `${file.name}:${line}`,
    reason('record-unreadable', { detail: `"${plainText(header, 120)}" begins no entry of a tracker list` }),
  );
