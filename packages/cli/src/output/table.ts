// Tables in plain columns. In a pipe nothing is cut and nothing wrapped: one row is one line, and `awk` can count on it.
// On a terminal the last column wraps under itself, and what still does not fit is cut where a column allows it.

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** May be cut to fit. Never said of what somebody has to copy: ids, versions, digests. */
  readonly shrinks?: true;
}

const GAP = '  ';
/** Narrower than this nothing can be read any more; rather let the terminal wrap. */
const WIDTH_MIN = 12;
/** Sentences are read in the last column: it wraps down to this before others are cut, and further only after them. */
const SENTENCE_WIDTH_MIN = 32;

export const tableText = (options: {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  readonly width: number | null;
  readonly header?: (text: string) => string;
}): string => {
  const { columns, rows, width, header = (text) => text } = options;
  const cells = rows.map((row) => columns.map((_, at) => oneLine(row[at] ?? '')));
  const widths = fitted(
    columns,
    columns.map(({ title }, at) => longest([title, ...cells.map((row) => row[at] ?? '')])),
    width,
  );
  const line = (row: readonly string[]): string[] => layOut(columns, widths, row, width !== null);
  const titles = line(columns.map(({ title }) => title.toUpperCase())).map(header);
  return `${[...titles, ...cells.flatMap(line)].join('\n')}\n`;
};

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ');

/** By code points: our own words are ASCII, and foreign names rarely are not. */
const lengthOf = (text: string): number => Array.from(text).length;
const longest = (texts: readonly string[]): number => texts.reduce((most, text) => Math.max(most, lengthOf(text)), 0);

const fitted = (columns: readonly Column[], natural: readonly number[], width: number | null): readonly number[] => {
  if (width === null) return natural;
  const widths = [...natural];
  let excess = widths.reduce((sum, each) => sum + each, 0) + GAP.length * (widths.length - 1) - width;
  const last = widths.length - 1;
  const cut = cutOrder(columns, natural).map((at) => [at, WIDTH_MIN] as const);
  for (const [at, widthMin] of [[last, SENTENCE_WIDTH_MIN] as const, ...cut, [last, WIDTH_MIN] as const]) {
    const give = Math.min(Math.max(0, excess), Math.max(0, (widths[at] ?? 0) - widthMin));
    widths[at] = (widths[at] ?? 0) - give;
    excess -= give;
  }
  return widths;
};

/** Those that may be cut, the widest first. */
const cutOrder = (columns: readonly Column[], natural: readonly number[]): readonly number[] =>
  columns
    .flatMap(({ shrinks }, at) => (shrinks === true && at < columns.length - 1 ? [at] : []))
    .sort((a, b) => (natural[b] ?? 0) - (natural[a] ?? 0));

const layOut = (
  columns: readonly Column[],
  widths: readonly number[],
  row: readonly string[],
  wraps: boolean,
): string[] => {
  const lastAt = columns.length - 1;
  const before = columns.slice(0, lastAt).map((column, at) => {
    const text = cut(row[at] ?? '', column.shrinks === true ? (widths[at] ?? 0) : Number.POSITIVE_INFINITY);
    return `${pad(text, widths[at] ?? 0, column.align)}${GAP}`;
  });
  const prefix = before.join('');
  const last = row[lastAt] ?? '';
  const lines = wraps ? wrap(last, Math.max(widths[lastAt] ?? 0, 1)) : [last];
  const aligned = lines.map((text) => pad(text, widths[lastAt] ?? 0, columns[lastAt]?.align));
  return aligned.map((text, at) => `${at === 0 ? prefix : ' '.repeat(lengthOf(prefix))}${text}`.trimEnd());
};

const pad = (text: string, width: number, align: Column['align']): string => {
  const blanks = ' '.repeat(Math.max(0, width - lengthOf(text)));
  return align === 'right' ? blanks + text : text + blanks;
};

const cut = (text: string, width: number): string =>
  lengthOf(text) <= width
    ? text
    : `${Array.from(text)
        .slice(0, Math.max(1, width - 3))
        .join('')}...`;

/** Breaks at blanks; a word longer than the width keeps its length, since cutting a digest makes it worthless. */
export const wrap = (text: string, width: number | null): readonly string[] => {
  if (width === null || lengthOf(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && lengthOf(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
};
