/** A title and what belongs to it; nothing at all where there is nothing. */
export const section = (title: string, items: readonly string[]): readonly string[] =>
  items.length === 0 ? [] : ['', `${title}:`, ...items.map((item) => `  ${item}`)];
