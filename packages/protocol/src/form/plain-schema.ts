// A schema as the plain JSON Schema that typebox writes: what a walker over it needs to know.

export type PlainSchema = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is PlainSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const branchesOf = (schema: PlainSchema): readonly PlainSchema[] | null =>
  Array.isArray(schema['anyOf']) ? schema['anyOf'].filter(isObject) : null;

/** The words of a union that has only such; `null`: it is none. */
export const wordsOf = (schema: PlainSchema): readonly string[] | null => {
  const words = branchesOf(schema)?.map((branch) => branch['const']) ?? null;
  return words?.every((word) => typeof word === 'string') === true ? words : null;
};

export const propertiesOf = (schema: PlainSchema): Readonly<Record<string, PlainSchema>> =>
  isObject(schema['properties']) ? (schema['properties'] as Readonly<Record<string, PlainSchema>>) : {};

export const requiredOf = (schema: PlainSchema): readonly string[] =>
  Array.isArray(schema['required']) ? schema['required'].filter((name) => typeof name === 'string') : [];

/** Of a record: what its values are, and what its names must match. */
export const recordOf = (schema: PlainSchema): { readonly pattern: RegExp; readonly values: PlainSchema } | null => {
  if (!isObject(schema['patternProperties'])) return null;
  const [first] = Object.entries(schema['patternProperties']);
  return first !== undefined && isObject(first[1]) ? { pattern: new RegExp(first[0], 'u'), values: first[1] } : null;
};

/** The field by whose value branches of a union are told apart: `kind`, `rule`. */
export const tellingFieldOf = (branches: readonly PlainSchema[]): string | null => {
  const [first] = branches;
  if (first === undefined) return null;
  const isTelling = (name: string): boolean =>
    branches.every((branch) => typeof propertiesOf(branch)[name]?.['const'] === 'string');
  return Object.keys(propertiesOf(first)).find(isTelling) ?? null;
};

/** `a whole number from 1 to 100`, `one of all, security, kernel`: what a person should write. */
export const describe = (schema: PlainSchema): string => {
  const words = wordsOf(schema);
  if (words !== null) return `one of ${words.join(', ')}`;
  const branches = branchesOf(schema);
  if (branches !== null) {
    const field = tellingFieldOf(branches);
    if (field === null) return branches.map(describe).join(' or ');
    return `named values with \`${field}\`: ${branches.map((branch) => String(propertiesOf(branch)[field]?.['const'])).join(', ')}`;
  }
  if ('const' in schema) return String(schema['const']);
  switch (schema['type']) {
    case 'integer':
      return rangeText(schema);
    case 'string':
      return textText(schema);
    case 'array':
      return 'a list';
    case 'object':
      return recordOf(schema) === null
        ? `named values: ${Object.keys(propertiesOf(schema)).join(', ')}`
        : 'named texts';
    default:
      return typeof schema['type'] === 'string' ? schema['type'] : 'another value';
  }
};

const rangeText = ({ minimum, maximum }: PlainSchema): string => {
  // The largest that a number holds exactly is no bound that a person has to know.
  const to = typeof maximum !== 'number' || maximum === Number.MAX_SAFE_INTEGER ? '' : ` to ${maximum}`;
  if (typeof minimum !== 'number') return `a whole number${to === '' ? '' : ` up${to}`}`;
  return to === '' ? `a whole number, ${minimum} or more` : `a whole number from ${minimum}${to}`;
};

/** What texts of a pattern look like, by one of each: a pattern itself helps nobody who writes a policy. */
const EXAMPLES = [
  ['prod', 'a name of a-z, 0-9 and "-"'],
  ['2026-11-24T20:00:00.000Z', 'an instant'],
  ['2026-11-24', 'a date'],
  ['20:00', 'a time of day'],
] as const;

const textText = ({ pattern }: PlainSchema): string => {
  if (typeof pattern !== 'string') return 'a text';
  const known = EXAMPLES.find(([example]) => new RegExp(pattern, 'u').test(example));
  return known === undefined ? `a text that matches ${pattern}` : `${known[1]} such as ${known[0]}`;
};

export const exampleOf = (pattern: string): string | null =>
  EXAMPLES.find(([example]) => new RegExp(pattern, 'u').test(example))?.[0] ?? null;
