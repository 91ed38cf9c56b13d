import type { VulnerabilityFacts } from '@slipway/core/advisory';
import { type Outcome, ok, reason, refuse } from '@slipway/core/reasons';
import { columnsOf, csvRows } from '../csv/index.ts';
import type { FeedFile, Format, FormatContext, Found } from '../format.ts';
import { instantOfText, listIn, objectOf, parseJson, plainText, problem, textIn } from '../reading/index.ts';
import { FeedRefused } from '../refused.ts';
import { factsOf, isCveId } from '../vulnerability/index.ts';

export const kev: Format = {
  kind: 'kev',
  takes: (name) => /\.(json|csv)$/.test(name) && !/schema/i.test(name),
  read: async function* read(files, context) {
    for await (const file of files) {
      const text = await file.text();
      if (!text.ok) yield problem(file.name, text.reason);
      else if (/^\uFEFF?\s*[{[]/.test(text.value)) yield* fromJson(text.value, file, context);
      else yield* fromCsv(text.value, file, context);
    }
  },
};

function* fromJson(text: string, file: FeedFile, context: FormatContext): Iterable<Found> {
  const parsed = parseJson(text, context.limits.jsonDepthMax);
  if (!parsed.ok) throw new FeedRefused(unreadable(context, `${file.name}: ${parsed.reason.facts['detail']}`));
  const catalogue = objectOf(parsed.value);
  const entries = listIn(catalogue, 'vulnerabilities');
  const stated = catalogue?.['count'];
  // Half a catalogue would close the other half.
  if (typeof stated === 'number' && stated !== entries.length)
    throw new FeedRefused(unreadable(context, `${file.name} states ${stated} entries and has ${entries.length}`));
  const released = instantOfText(textIn(catalogue, 'dateReleased'));
  if (released !== null) yield { kind: 'dated', at: released };
  for (const [index, value] of entries.entries()) {
    const entry = objectOf(value);
    yield foundOf({
      where: `${file.name} vulnerabilities[${index}]`,
      cell: (name) => textIn(entry, name) ?? '',
    });
  }
}

async function* fromCsv(text: string, file: FeedFile, context: FormatContext): AsyncIterable<Found> {
  let columns: ReturnType<typeof columnsOf<Column>> = null;
  // Without a date of its own: the latest `dateAdded` falls when an entry is taken out, and the feed would look older.
  for await (const { line, cells } of csvRows(linesIn(text), file.name, context)) {
    if (columns === null) {
      columns = columnsOf(cells, COLUMNS);
      if (columns === null)
        throw new FeedRefused(unreadable(context, `${file.name} has no columns ${COLUMNS.join(', ')}`));
    } else {
      const row = columns(cells);
      yield foundOf({ where: `${file.name} line ${line}`, cell: (name) => row[name] });
    }
  }
}

/** In the form that the lines of a file have. */
async function* linesIn(text: string): AsyncIterable<string> {
  yield* text.split(/\r?\n/);
}

const COLUMNS = [
  'cveID',
  'vulnerabilityName',
  'dateAdded',
  'dueDate',
  'requiredAction',
  'knownRansomwareCampaignUse',
] as const;
type Column = (typeof COLUMNS)[number];

interface Entry {
  readonly where: string;
  readonly cell: (name: Column) => string;
}

const foundOf = (entry: Entry): Found => {
  const read = readEntry(entry);
  return read.ok ? { kind: 'vulnerability-facts', facts: read.value } : problem(entry.where, read.reason);
};

const readEntry = ({ cell }: Entry): Outcome<VulnerabilityFacts> => {
  const id = cell('cveID');
  if (!isCveId(id)) return refuse('record-unreadable', { detail: `"${plainText(id, 40)}" is no CVE id` });
  const addedAt = instantOfText(cell('dateAdded'));
  if (addedAt === null) return refuse('record-unreadable', { detail: `${id} has no date on which it was added` });
  return ok(
    factsOf(id, {
      summary: plainText(cell('vulnerabilityName')) || null,
      kev: {
        addedAt,
        dueAt: instantOfText(cell('dueDate')),
        ransomware: cell('knownRansomwareCampaignUse').toLowerCase() === 'known' ? 'known' : 'unknown',
        requiredAction: plainText(cell('requiredAction')),
      },
    }),
  );
};

const unreadable = (context: FormatContext, detail: string) =>
  reason('feed-unreadable', { feed: context.source.name, detail });
