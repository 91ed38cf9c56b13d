// version,codename,series,created,release,eol, and then eol-lts,eol-elts (Debian) or eol-server,eol-esm,eol-legacy (Ubuntu).
// A row ends where nothing more is known.

import type { SupportStatus } from '@slipway/core/advisory';
import { type Outcome, ok, reason, refuse } from '@slipway/core/reasons';
import { addMs, type Instant } from '@slipway/core/time';
import type { FeedFile, Format, FormatContext, Found } from '../format.ts';
import { instantOfText, linesOf, plainText, problem } from '../reading/index.ts';
import { FeedRefused } from '../refused.ts';

const TABLE = /(?:^|\/)(debian|ubuntu)\.csv$/;

export const endOfLife: Format = {
  kind: 'end-of-life',
  takes: (name) => TABLE.test(name),
  read: readTables,
};

async function* readTables(files: AsyncIterable<FeedFile>, context: FormatContext): AsyncIterable<Found> {
  for await (const file of files) {
    const distribution = TABLE.exec(file.name)?.[1];
    if (distribution !== 'debian' && distribution !== 'ubuntu')
      throw refused(context, `${plainText(file.name, 100)} is neither debian.csv nor ubuntu.csv`);
    let columns: readonly string[] | null = null;
    let number = 0;
    for await (const line of linesOf(file, context)) {
      number += 1;
      const cells = line.split(',').map((cell) => cell.trim());
      if (columns === null) {
        if (!cells.includes('series') || !cells.includes('eol'))
          throw refused(context, `${file.name} does not begin with the names of its columns`);
        columns = cells;
      } else if (line.trim() !== '') {
        const statuses = readRow({ columns, cells, distribution });
        if (statuses.ok) for (const status of statuses.value) yield { kind: 'support', status };
        else yield problem(`${file.name}:${number}`, statuses.reason);
      }
    }
  }
}

const refused = ({ source }: FormatContext, detail: string): FeedRefused =>
  new FeedRefused(reason('feed-unreadable', { feed: source.name, detail }));

interface Row {
  readonly columns: readonly string[];
  readonly cells: readonly string[];
  readonly distribution: 'debian' | 'ubuntu';
}

const readRow = ({ columns, cells, distribution }: Row): Outcome<readonly SupportStatus[]> => {
  const cell = (column: string): string => cells[columns.indexOf(column)] ?? '';
  const series = cell('series');
  if (!/^[a-z]{2,30}$/.test(series))
    return refuse('record-unreadable', { detail: `"${plainText(series, 40)}" is no series` });
  const dates = columns.filter((column) => column.startsWith('eol'));
  const ends = new Map(dates.map((column) => [column, endOfDay(cell(column))]));
  const wrong = dates.find((column) => ends.get(column) === null && cell(column) !== '');
  if (wrong !== undefined) return refuse('record-unreadable', { detail: `"${plainText(cell(wrong), 40)}" is no date` });
  const end = (column: string): Instant | null => ends.get(column) ?? null;
  const terms = distribution === 'debian' ? debianTerms(end) : ubuntuTerms(end);
  return ok(terms.map((term) => ({ release: { distribution, release: series }, sourcePackage: null, ...term })));
};

type Term = Pick<SupportStatus, 'kind' | 'endsAt' | 'note'>;

const IN_DEVELOPMENT: Term = { kind: 'limited', endsAt: null, note: 'in development: no security support is promised' };

const debianTerms = (end: (column: string) => Instant | null): readonly Term[] => [
  end('eol') === null ? IN_DEVELOPMENT : { kind: 'standard', endsAt: end('eol'), note: '' },
  ...untilKnown({ kind: 'long-term', endsAt: end('eol-lts'), note: 'Debian LTS, on its architectures' }),
  ...untilKnown({
    kind: 'extended',
    endsAt: end('eol-elts'),
    note: 'Extended LTS, from a repository that is paid for',
  }),
];

const ubuntuTerms = (end: (column: string) => Instant | null): readonly Term[] => {
  const [desktop, server, legacy] = [end('eol'), end('eol-server'), end('eol-legacy')];
  const addOn = legacy === null ? '' : `, with the Legacy add-on until ${legacy.slice(0, 10)}`;
  return [
    desktop === null
      ? IN_DEVELOPMENT
      : server === null || server <= desktop
        ? { kind: 'standard', endsAt: desktop, note: '' }
        : { kind: 'standard', endsAt: server, note: `desktop packages until ${desktop.slice(0, 10)}` },
    ...untilKnown({ kind: 'extended', endsAt: end('eol-esm'), note: `Ubuntu Pro${addOn}` }),
  ];
};

const untilKnown = (term: Term): readonly Term[] => (term.endsAt === null ? [] : [term]);

/** Support lasts through the day that the table names (`distro_info.py`: a release is supported where `date <= eol`). */
const endOfDay = (text: string): Instant | null => {
  const day = instantOfText(text);
  return day === null ? null : addMs(day, 24 * 60 * 60_000 - 1);
};
