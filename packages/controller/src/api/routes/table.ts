// Answers as tables for spreadsheets: CSV as RFC 4180 has it, sent while it is read, so that a hundred thousand rows are
// never in memory together.

import { Readable } from 'node:stream';
import type { Outcome } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import { PAGE_LIMIT_MAX } from '@slipway/protocol/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../border/index.ts';

export type TableCell = string | number | null;

export interface Table<Answer> {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: (answer: Answer) => readonly (readonly TableCell[])[];
}

const CSV = 'text/csv';

/** `format` decides where it is said; else a client that takes CSV and no JSON. */
export const wantsTable = ({ query, headers }: Pick<FastifyRequest, 'query' | 'headers'>): boolean => {
  const { format } = query as { readonly format?: string };
  if (format !== undefined) return format === 'csv';
  const accepted = headers.accept ?? '';
  return accepted.includes(CSV) && !accepted.includes('application/json');
};

interface AskedTable {
  readonly query?: unknown;
  readonly reply: FastifyReply;
}

/** What is refused is refused before anything is sent; a failure behind the first page breaks the line off: no file is whole by accident. */
export const sendTable = async <Asked extends AskedTable, Answer>(
  asked: Asked,
  handler: (asked: Asked) => Promise<Outcome<Answer>>,
  table: Table<Answer>,
): Promise<FastifyReply> => {
  const first = await handler({ ...asked, query: paged(asked.query, null) });
  if (!first.ok) return await sendProblem(asked.reply, first.reason);
  const query = { ...(asked.query as object), ...momentOf(first.value as Moment) };
  const pageBehind = async (after: string): Promise<Outcome<Answer>> =>
    await handler({ ...asked, query: paged(query, after) });
  return await asked.reply
    .type(`${CSV}; charset=utf-8; header=present`)
    .header('content-disposition', `attachment; filename="slipway-${table.name}.csv"`)
    .send(Readable.from(linesOf(table, first.value, pageBehind)));
};

interface Moment {
  readonly asOf?: Instant;
  readonly from?: Instant;
  readonly until?: Instant;
}

/** What the first page was asked of, or took for it: "now" would be another instant with every page, and the rows of none. */
const momentOf = ({ asOf, from, until }: Moment): Moment => ({
  ...(asOf === undefined ? {} : { asOf }),
  ...(from === undefined ? {} : { from }),
  // A period that goes on is one until now.
  ...(until === undefined ? {} : { until: asOf !== undefined && asOf < until ? asOf : until }),
});

/** Only lists have pages; others ignore what says where one begins. */
const paged = (query: unknown, after: string | null): unknown => ({
  ...(query as object),
  limit: PAGE_LIMIT_MAX,
  ...(after === null ? {} : { after }),
});

async function* linesOf<Answer>(
  { columns, rows }: Table<Answer>,
  first: Answer,
  pageBehind: (after: string) => Promise<Outcome<Answer>>,
): AsyncGenerator<string> {
  yield csvLine(columns);
  let answer = first;
  for (;;) {
    const text = rows(answer).map(csvLine).join('');
    if (text !== '') yield text;
    const { next = null } = answer as { readonly next?: string | null };
    if (next === null) return;
    const page = await pageBehind(next);
    if (!page.ok) throw new Error(`a table ended in the middle: ${page.reason.code}`);
    answer = page.value;
  }
}

export const csvLine = (cells: readonly TableCell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/** What a spreadsheet would take for a formula (OWASP, CSV injection): it comes from hosts and people, and may be anything. */
const FORMULA = /^[=+\-@\t\r]/;

const csvCell = (cell: TableCell): string => {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
