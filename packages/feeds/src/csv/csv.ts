// Line by line, with a field that runs over several of them put together again.

import { reason } from '@slipway/core/reasons';
import type { FormatContext } from '../format.ts';
import { FeedRefused } from '../refused.ts';

interface CsvRow {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Empty lines are no rows. A quote that stays open refuses the feed: which rows it swallowed nobody can tell. */
export async function* csvRows(
  lines: AsyncIterable<string>,
  file: string,
  context: FormatContext,
): AsyncIterable<CsvRow> {
  let row = new Row(1);
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (row.isFresh) {
      if (text.trim() === '') continue;
      row = new Row(line);
    }
    const cells = row.take(text);
    if (cells !== null) {
      yield { line: row.line, cells };
      row = new Row(line + 1);
    } else if (row.length > context.limits.lineBytesMax) {
      const detail = `${file} has a quote in line ${row.line} that is not closed`;
      throw new FeedRefused(reason('feed-unreadable', { feed: context.source.name, detail }));
    }
  }
  if (!row.isFresh) throw new FeedRefused(reason('feed-truncated', { feed: context.source.name, file }));
}

class Row {
  readonly line: number;
  isFresh = true;
  length = 0;
  readonly #cells: string[] = [];
  #cell = '';
  #inQuotes = false;

  constructor(line: number) {
    this.line = line;
  }

  /** The cells once a line ends outside of quotes, `null` before. */
  take(text: string): readonly string[] | null {
    this.#cell += this.isFresh ? '' : '\n';
    this.isFresh = false;
    this.length += text.length + 1;
    let at = 0;
    while (at <= text.length) at = this.#inQuotes ? this.#quoted(text, at) : this.#plain(text, at);
    if (this.#inQuotes) return null;
    return this.#cells;
  }

  #quoted(text: string, start: number): number {
    const end = text.indexOf('"', start);
    if (end === -1) {
      this.#cell += text.slice(start);
      return text.length + 1;
    }
    this.#cell += text.slice(start, end);
    if (text[end + 1] === '"') {
      this.#cell += '"';
      return end + 2;
    }
    this.#inQuotes = false;
    return end + 1;
  }

  /** A quote opens only at the start of a cell; elsewhere it is a character like any other. */
  #plain(text: string, start: number): number {
    if (this.#cell === '' && text[start] === '"') {
      this.#inQuotes = true;
      return start + 1;
    }
    const comma = text.indexOf(',', start);
    const end = comma === -1 ? text.length : comma;
    this.#cells.push(this.#cell + text.slice(start, end));
    this.#cell = '';
    return end + 1;
  }
}

/** Cells by the header's names, whatever their order; `null` where one of them is missing. */
export const columnsOf = <Name extends string>(
  header: readonly string[],
  names: readonly Name[],
): ((cells: readonly string[]) => Readonly<Record<Name, string>>) | null => {
  const places = names.map(
    (name) => [name, header.findIndex((cell) => cell.trim().replace(/^\uFEFF/, '') === name)] as const,
  );
  if (places.some(([, place]) => place === -1)) return null;
  return (cells) =>
    Object.fromEntries(places.map(([name, place]) => [name, (cells[place] ?? '').trim()])) as Record<Name, string>;
};
