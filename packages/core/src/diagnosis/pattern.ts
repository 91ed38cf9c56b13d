// Patterns of log lines: a whole line, with places in it that differ. `{name}` is a word (no blank), `{name*}` any text,
// `{*}` any text that nobody asks for; `{{` and `}}` are braces. Blanks of any number are one blank.
//
// Not regular expressions: people add rows of their own, lines come from hosts, and a regular expression of one and a line
// of the other could keep the controller busy for hours. Matching here costs at most the length of the line times that of
// the pattern, whatever either is (see pattern.test.ts).

/** What a person can still check by eye; the longest line of a package manager that says anything has less. */
const PATTERN_LENGTH_MAX = 300;
const PLACES_MAX = 12;
/** A pattern of less fixed text would be found in lines that mean something else. */
const FIXED_TEXT_MIN = 8;
/** Of a line: what stands behind it says no more, and costs time. */
export const LINE_LENGTH_MAX = 1000;

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'word' | 'any'; readonly name: string | null };

export interface Pattern {
  /** In the order of their places. */
  readonly names: readonly string[];
  /** What stood at each named place; `null`: another line. */
  match(line: string): ReadonlyMap<string, string> | null;
}

/** `problem`: for who wrote it. */
export const readPattern = (
  written: string,
): { readonly ok: true; readonly pattern: Pattern } | { readonly ok: false; readonly problem: string } => {
  if (written.length > PATTERN_LENGTH_MAX) return wrong(`is longer than ${PATTERN_LENGTH_MAX} characters`);
  if (plainLine(written) !== written) return wrong('begins or ends with a blank, or has two in a row');
  const parts = partsOf(written);
  if (typeof parts === 'string') return wrong(parts);
  const problem = whatIsWrong(parts);
  if (problem !== null) return wrong(problem);
  const names = namesOf(parts);
  return { ok: true, pattern: { names, match: (line) => matchLine(parts, plainLine(line)) } };
};

const wrong = (problem: string) => ({ ok: false, problem }) as const;

/** As patterns compare it. */
export const plainLine = (line: string): string => line.slice(0, LINE_LENGTH_MAX).trim().replaceAll(/\s+/g, ' ');

const PIECE = /\{\{|\}\}|\{([a-z][A-Za-z]{0,30})?(\*)?\}|[{}]|[^{}]+/g;

const partsOf = (written: string): readonly Part[] | string => {
  const parts: Part[] = [];
  for (const [piece, name = null, star] of written.matchAll(PIECE)) {
    const isPlace = piece.length > 2 && piece.startsWith('{');
    if (piece === '{' || piece === '}' || piece === '{}') return 'has a brace of its own: write {{ or }} for it';
    if (isPlace) {
      parts.push({ kind: star === undefined ? 'word' : 'any', name });
      continue;
    }
    const text = piece === '{{' ? '{' : piece === '}}' ? '}' : piece;
    const last = parts.at(-1);
    if (last?.kind === 'text') parts[parts.length - 1] = { kind: 'text', text: last.text + text };
    else parts.push({ kind: 'text', text });
  }
  return parts;
};

const namesOf = (parts: readonly Part[]): readonly string[] =>
  parts.flatMap((part) => (part.kind === 'text' || part.name === null ? [] : [part.name]));

const whatIsWrong = (parts: readonly Part[]): string | null => {
  const places = parts.filter(({ kind }) => kind !== 'text');
  if (places.length > PLACES_MAX) return `has more than ${PLACES_MAX} places`;
  if (parts.some((part, at) => part.kind !== 'text' && (parts[at + 1]?.kind ?? 'text') !== 'text'))
    return 'has two places with nothing between them';
  const names = namesOf(parts);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return `names {${twice}} twice`;
  const fixed = parts.reduce((sum, part) => sum + (part.kind === 'text' ? part.text.replaceAll(' ', '').length : 0), 0);
  return fixed < FIXED_TEXT_MIN ? `has less than ${FIXED_TEXT_MIN} characters of fixed text` : null;
};

const matchLine = (parts: readonly Part[], line: string): ReadonlyMap<string, string> | null => {
  // Most lines are of something else, and most rows begin with what no other line begins with.
  const [first] = parts;
  if (first?.kind === 'text' && !line.startsWith(first.text)) return null;
  if (parts.some((part) => part.kind === 'text' && !line.includes(part.text))) return null;
  const reaches = reachesEnd(parts, line);
  return reaches[0]?.[0] === 1 ? readPlaces(parts, line, reaches) : null;
};

/** For every part and every place in the line: 1 where the parts from there on match the rest of the line. */
const reachesEnd = (parts: readonly Part[], line: string): readonly Uint8Array[] => {
  const rows = Array.from({ length: parts.length + 1 }, () => new Uint8Array(line.length + 2));
  rowAt(rows, parts.length)[line.length] = 1;
  for (let at = parts.length - 1; at >= 0; at -= 1) {
    const [row, next, part] = [rowAt(rows, at), rowAt(rows, at + 1), parts[at]];
    for (let from = line.length; from >= 0; from -= 1) row[from] = reachesFrom({ part, line, from, row, next }) ? 1 : 0;
  }
  return rows;
};

const rowAt = (rows: readonly Uint8Array[], at: number): Uint8Array => rows[at] ?? new Uint8Array(0);

const reachesFrom = (look: {
  readonly part: Part | undefined;
  readonly line: string;
  readonly from: number;
  readonly row: Uint8Array;
  readonly next: Uint8Array;
}): boolean => {
  const { part, line, from, row, next } = look;
  switch (part?.kind) {
    case 'text':
      return line.startsWith(part.text, from) && next[from + part.text.length] === 1;
    case 'word':
      return from < line.length && line[from] !== ' ' && (next[from + 1] === 1 || row[from + 1] === 1);
    case 'any':
      return next[from] === 1 || row[from + 1] === 1;
    case undefined:
      return false;
    default:
      return part satisfies never;
  }
};

/** Each place takes as little as lets the rest match. */
const readPlaces = (
  parts: readonly Part[],
  line: string,
  reaches: readonly Uint8Array[],
): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  let from = 0;
  for (const [at, part] of parts.entries()) {
    const next = rowAt(reaches, at + 1);
    let end = from + (part.kind === 'text' ? part.text.length : part.kind === 'word' ? 1 : 0);
    while (part.kind !== 'text' && next[end] !== 1) end += 1;
    if (part.kind !== 'text' && part.name !== null) found.set(part.name, line.slice(from, end));
    from = end;
  }
  return found;
};
