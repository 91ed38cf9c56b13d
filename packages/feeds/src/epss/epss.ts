import type { VulnerabilityFacts } from '@slipway/core/advisory';
import { type Outcome, ok, reason, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import { columnsOf, csvRows } from '../csv/index.ts';
import type { FeedFile, Format, FormatContext, Found } from '../format.ts';
import { instantOfText, linesOf, plainText, problem } from '../reading/index.ts';
import { FeedRefused } from '../refused.ts';
import { factsOf, isCveId } from '../vulnerability/index.ts';

/** Of several days' files the newest counts for each vulnerability, so all are read before anything is told. */
export const epss: Format = {
  kind: 'epss',
  takes: (name) => name.endsWith('.csv'),
  read: async function* read(files, context) {
    const newest = new Map<string, VulnerabilityFacts>();
    for await (const file of files) {
      for await (const found of readFile(file, context)) {
        if (found.kind !== 'vulnerability-facts') {
          yield found;
          continue;
        }
        const { facts } = found;
        const before = newest.get(facts.vulnerability);
        if (before !== undefined && !isNewer(facts, before)) continue;
        newest.set(facts.vulnerability, facts);
        if (newest.size > context.limits.recordsMax)
          throw new FeedRefused(reason('feed-too-large', { feed: context.source.name, detail: 'too many records' }));
      }
    }
    for (const facts of newest.values()) yield { kind: 'vulnerability-facts', facts };
  },
};

/** Not if it is of the same day: the first counts. */
const isNewer = (a: VulnerabilityFacts, b: VulnerabilityFacts): boolean =>
  a.epss !== null && b.epss !== null && a.epss.asOf > b.epss.asOf;

async function* readFile(file: FeedFile, context: FormatContext): AsyncIterable<Found> {
  const header: Header = { day: null };
  const lines = withoutComment(linesOf(file, context), header);
  let read: ReadRow | null = null;
  for await (const { line, cells } of csvRows(lines, file.name, context)) {
    if (read === null) {
      const asOf = dayOf(file, header, context);
      read = readerOf(cells, asOf);
      if (read === null)
        throw new FeedRefused(unreadable(context, `${file.name} has no columns cve, epss, percentile`));
      yield { kind: 'dated', at: asOf };
      continue;
    }
    const facts = read(cells);
    yield facts.ok
      ? { kind: 'vulnerability-facts', facts: facts.value }
      : problem(`${file.name} row ${line}`, facts.reason);
  }
}

interface Header {
  day: Instant | null;
}

/** `#model_version:v2025.03.14,score_date:2026-11-20T00:00:00+0000` */
async function* withoutComment(lines: AsyncIterable<string>, header: Header): AsyncIterable<string> {
  for await (const line of lines) {
    if (!line.startsWith('#')) yield line;
    else if (header.day === null) header.day = instantOfText(/score_date:([^,\s]+)/.exec(line)?.[1]);
  }
}

/** A score without its day says nothing: tomorrow it is another. */
const dayOf = (file: FeedFile, { day }: Header, context: FormatContext): Instant => {
  const found = day ?? instantOfText(/(?:^|[^0-9])(\d{4}-\d\d-\d\d)(?![0-9])/.exec(file.name)?.[1]);
  if (found === null)
    throw new FeedRefused(
      unreadable(context, `neither the first line of ${file.name} nor its name says of which day it is`),
    );
  return found;
};

type ReadRow = (cells: readonly string[]) => Outcome<VulnerabilityFacts>;

const readerOf = (header: readonly string[], asOf: Instant): ReadRow | null => {
  const daily = columnsOf(header, ['cve', 'epss', 'percentile']);
  if (daily !== null) {
    return (cells) => {
      const { cve, epss: probability, percentile } = daily(cells);
      return factsOfRow({ cve, probability, percentile, asOf }, {});
    };
  }
  const withScores = columnsOf(header, ['CVE', 'CVSS3', 'EPSS', 'EPSS Percentile', 'Description']);
  if (withScores === null) return null;
  return (cells) => {
    const row = withScores(cells);
    const score = millionthsOf(row.CVSS3, 10);
    const cvss = score === null ? [] : [{ source: 'nvd', vector: null, scoreTenths: Math.round(score / 100_000) }];
    const told = { summary: plainText(row.Description) || null, cvss };
    return factsOfRow({ cve: row.CVE, probability: row.EPSS, percentile: row['EPSS Percentile'], asOf }, told);
  };
};

interface Row {
  readonly cve: string;
  readonly probability: string;
  readonly percentile: string;
  readonly asOf: Instant;
}

const factsOfRow = (
  { cve, probability, percentile, asOf }: Row,
  told: Pick<Partial<VulnerabilityFacts>, 'summary' | 'cvss'>,
): Outcome<VulnerabilityFacts> => {
  if (!isCveId(cve)) return refuse('record-unreadable', { detail: `"${plainText(cve, 40)}" is no CVE id` });
  const [probabilityPpm, percentilePpm] = [millionthsOf(probability, 1), millionthsOf(percentile, 1)];
  if (probabilityPpm === null || percentilePpm === null)
    return refuse('record-unreadable', { detail: `${cve} has no probability and percentile from 0 to 1` });
  return ok(factsOf(cve, { ...told, epss: { probabilityPpm, percentilePpm, asOf } }));
};

/** `1.0`, `0.00943`, `1e-05`; `null` for what is no number from 0 to `max`. */
const millionthsOf = (text: string, max: number): number | null => {
  if (!/^\d{1,2}(\.\d{1,20})?(e-\d{1,2})?$/i.test(text)) return null;
  const value = Number(text);
  return value <= max ? Math.round(value * 1_000_000) : null;
};

const unreadable = (context: FormatContext, detail: string) =>
  reason('feed-unreadable', { feed: context.source.name, detail });
