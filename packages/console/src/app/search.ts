// What stands behind the question mark of an address is text, as it is written and as somebody types it. The router's own
// way is JSON: it writes `50` and `true` in quotes, and makes a number of a version that somebody typed, which no page asks for.

type Search = Readonly<Record<string, string>>;

/** `?rows=50&text=1.0` as text by name. Of a name that stands there twice the last counts. */
export const parseSearch = (text: string): Search => Object.fromEntries(new URLSearchParams(text));

/** With its question mark, or empty. */
export const stringifySearch = (search: Readonly<Record<string, string | undefined>>): string => {
  const there = Object.entries(search).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return there.length === 0 ? '' : `?${new URLSearchParams(there)}`;
};
