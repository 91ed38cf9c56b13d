// Reading JSON whose form somebody else decides: whatever is not exactly as expected throws, and whoever asked says "unknown".

export type Fields = Readonly<Record<string, unknown>>;

export const record = (value: unknown): Fields => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('no object');
  return value as Fields;
};

export const list = <Item>(value: unknown, item: (value: unknown) => Item): readonly Item[] => {
  if (!Array.isArray(value)) throw new TypeError('no list');
  return value.map(item);
};

export const text = (value: unknown): string => {
  if (typeof value !== 'string') throw new TypeError('no text');
  return value;
};

export const named = (value: unknown): string => {
  const name = text(value);
  if (name === '') throw new TypeError('an empty name');
  return name;
};

export const textOrNull = (value: unknown): string | null => (value === null ? null : text(value));

export const flag = (value: unknown): boolean => {
  if (typeof value !== 'boolean') throw new TypeError('neither true nor false');
  return value;
};

export const count = (value: unknown): number => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new TypeError('no count');
  return value;
};

export const word = <Word extends string>(value: unknown, words: readonly Word[]): Word => {
  const found = words.find((one) => one === value);
  if (found === undefined) throw new TypeError(`none of ${words.join(', ')}`);
  return found;
};

/** `null` where the reader throws on it. */
export const shaped = <Value>(value: unknown, reader: (value: unknown) => Value): Value | null => {
  try {
    return reader(value);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
};
