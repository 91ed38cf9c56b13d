// Outside data, field by field. Each throws where it is not what it must be: the whole answer is unknown then.

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const fieldsOf = (value: unknown, what: string): Fields => {
  if (isFields(value)) return value;
  throw new TypeError(`${what} is not an object`);
};

export const listOf = <T>(value: unknown, what: string, read: (item: unknown) => T): readonly T[] => {
  if (Array.isArray(value)) return value.map(read);
  throw new TypeError(`${what} is not a list`);
};

export const textOf = (value: unknown, what: string): string => {
  if (typeof value === 'string') return value;
  throw new TypeError(`${what} is not a text`);
};

/** A whole number that is not negative. */
export const countOf = (value: unknown, what: string): number => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new TypeError(`${what} is not a count`);
};

export const flagOf = (value: unknown, what: string): boolean => {
  if (typeof value === 'boolean') return value;
  throw new TypeError(`${what} is neither true nor false`);
};
