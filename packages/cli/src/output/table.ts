// Tables in plain columns. In a pipe nothing is cut and nothing wrapped: one row is one line, and `awk` can count on it.
// On a terminal the last column wraps under itself, and what still does not fit is cut where a column allows it; where that is not
// enough, the last columns stand below each row.

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** May be cut to fit. Never said of what somebody has to copy: ids, versions, digests. */
  readonly shrinks?: true;
}

const GAP = '  ';
/** Narrower than this nothing can be read any more; rather let the terminal wrap. */
const WIDTH_MIN = 12;
/** Sentences are read in the last column: it wraps down to this before others are cut, and goes below the row after them. */
const SENTENCE_WIDTH_MIN = 32;
const BELOW = '    ';

export const tableText = (options: {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  readonly width: number | null;
  readonly header?: (text: string) => string;
}): string => {
  const { columns, rows, width, header = (text) => text } = options;
  const cells = rows.map((row) => columns.map((_, at) => oneLine(row[at] ?? '')));
  const natural = columns.map(({ title }, at) => longest([title, ...cells.map((row) => row[at] ?? '')]));
  const sentences = cells.map((row) => row.at(-1) ?? '');
  const lastLeast = Math.max(SENTENCE_WIDTH_MIN, longest(sentences.flatMap((text) => text.split(' '))));
  const beside = besideOf({ columns, natural, width, lastLeast });
  const [shown, below] = [columns.slice(0, beside), columns.slice(beside)];
  const widths = fitted(shown, natural.slice(0, beside), width);
  const head = columns.map(({ title }) => title.toUpperCase());
  const titles = [
    ...layOut(shown, widths, head, width !== null),
    // Where there are several, each cell says by itself what it is.
    ...(below.length === 1 ? belowLines(head.slice(beside), width) : []),
  ];
  const lines = (row: readonly string[]): string[] => [
    ...layOut(shown, widths, row, width !== null),
    ...belowLines(below.length === 1 ? row.slice(beside) : labelled(below, row.slice(beside)), width),
  ];
  return `${[...titles.map(header), ...cells.flatMap(lines)].join('\n')}\n`;
};

/** How many columns stand in the row: as many as fit with each as narrow as it may be; the others go below. */
const besideOf = (table: {
  readonly columns: readonly Column[];
  readonly natural: readonly number[];
  readonly width: number | null;
  /** Narrower than this a sentence of the last column would not fit. */
  readonly lastLeast: number;
}): number => {
  const { columns, natural, width, lastLeast } = table;
  if (width === null) return columns.length;
  for (let beside = columns.length; beside > 1; beside -= 1) {
    const least = natural.slice(0, beside).map((each, at) => {
      if (at === columns.length - 1) return Math.min(each, lastLeast);
      return columns[at]?.shrinks === true ? Math.min(each, WIDTH_MIN) : each;
    });
    if (least.reduce((sum, each) => sum + each, 0) + GAP.length * (beside - 1) <= width) return beside;
  }
  return 1;
};

const labelled = (columns: readonly Column[], cells: readonly string[]): readonly string[] => [
  columns.flatMap(({ title }, at) => (isSaid(cells[at]) ? [`${title}: ${cells[at]}`] : [])).join('; '),
];

const isSaid = (text: string | undefined): boolean => text !== undefined && text !== '' && text !== '-';

const belowLines = (cells: readonly string[], width: number | null): readonly string[] =>
  cells
    .filter(isSaid)
    .flatMap((text) => wrap(text, width === null ? null : Math.max(1, width - BELOW.length)))
    .map((line) => `${BELOW}${line}`);

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
