/** Field names compare without case (deb822(5)); kept in lower case. */
export type Paragraph = ReadonlyMap<string, string>;

/** One paragraph. A line that belongs to nothing is ignored: newer tools add what older ones need not know. */
export const parseParagraph = (text: string): Paragraph => {
  const fields = new Map<string, string>();
  let current: string | null = null;
  for (const line of text.split('\n')) {
    if (line.startsWith(' ') || line.startsWith('\t')) {
      if (current !== null) fields.set(current, `${fields.get(current) ?? ''}\n${line.slice(1)}`);
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) {
      current = null;
      continue;
    }
    current = line.slice(0, colon).toLowerCase();
    fields.set(current, line.slice(colon + 1).trim());
  }
  return fields;
};

export const field = (paragraph: Paragraph, name: string): string | null => paragraph.get(name.toLowerCase()) ?? null;

/** The texts between blank lines, one at a time: an index of 60,000 stanzas is never held twice. */
export function* paragraphTexts(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n\n', start);
    const paragraph = end === -1 ? text.slice(start) : text.slice(start, end);
    if (paragraph.trim() !== '') yield paragraph;
    if (end === -1) return;
    start = end + 2;
  }
}
