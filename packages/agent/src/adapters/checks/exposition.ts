// The text format of exporters (prometheus.io, "Exposition formats"): `name{label="value",…} number [milliseconds]` a line.

export interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\\n]|\\.)*)"\s*(,?)/y;
const VALUE = /\s+(\S+)(?:\s+-?\d+)?\s*$/y;

/** `null`: the line is none of this format. Comments are no lines. */
export const sampleIn = (line: string): Sample | null => {
  NAME.lastIndex = 0;
  const name = NAME.exec(line)?.[0];
  if (name === undefined) return null;
  const read = labelsAt(line, name.length);
  if (read === null) return null;
  VALUE.lastIndex = read.end;
  const text = VALUE.exec(line)?.[1];
  return text === undefined ? null : { name, labels: read.labels, value: numberOf(text) };
};

/** Of a page, those of one name; a page of which a line of that name is not understood throws. */
export const samplesOf = (page: string, name: string): readonly Sample[] =>
  page.split('\n').flatMap((line) => {
    if (!line.startsWith(name) || /[a-zA-Z0-9_:]/.test(line.charAt(name.length))) return [];
    const sample = sampleIn(line);
    if (sample === null) throw new TypeError(`a line of ${name} is not understood`);
    return [sample];
  });

/** As policy names it: `node_filesystem_avail_bytes{mountpoint="/"}`; whatever labels it does not name may be anything. */
export const metricNamed = (metric: string): Pick<Sample, 'name' | 'labels'> => {
  const named = sampleIn(`${metric} 0`);
  if (named === null) throw new TypeError(`${metric} names no metric`);
  return named;
};

const labelsAt = (
  line: string,
  at: number,
): { readonly labels: ReadonlyMap<string, string>; readonly end: number } | null => {
  const labels = new Map<string, string>();
  if (line[at] !== '{') return { labels, end: at };
  let end = at + 1;
  for (;;) {
    if (line[end] === '}') return { labels, end: end + 1 };
    LABEL.lastIndex = end;
    const [whole, name, value, comma] = LABEL.exec(line) ?? [];
    if (whole === undefined || name === undefined || value === undefined) return null;
    labels.set(
      name,
      value.replaceAll(/\\(.)/g, (_all, sign: string) => (sign === 'n' ? '\n' : sign)),
    );
    end += whole.length;
    if (comma === '' && line[end] !== '}') return null;
  }
};

/** As Go's ParseFloat writes them; what is no number is `NaN`. */
export const numberOf = (text: string): number => {
  const infinite = /^([+-]?)Inf(?:inity)?$/i.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
};
