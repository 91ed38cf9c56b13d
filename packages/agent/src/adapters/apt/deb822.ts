/** One paragraph; field names in lower case, since they are not case-sensitive. */
export type Stanza = ReadonlyMap<string, string>;

/**
 * Reads deb822 text: paragraphs between blank lines, `Name: value` with continuation lines that begin with a blank.
 * Continuations are kept with their newline; comment lines (`#`) are dropped; what is no field is ignored, since these
 * files come from tools that we do not rule. Source: deb822(5).
 */
export const readStanzas = (text: string): readonly Stanza[] => {
  const stanzas: Stanza[] = [];
  let fields = new Map<string, string>();
  let current: string | null = null;
  for (const line of text.split('\n').filter((one) => !one.startsWith('#'))) {
    if (line.trim() === '') {
      if (fields.size > 0) stanzas.push(fields);
      fields = new Map();
      current = null;
    } else if (line.startsWith(' ') || line.startsWith('\t')) {
      if (current !== null) fields.set(current, `${fields.get(current) ?? ''}\n${line.trim()}`);
    } else {
      const colon = line.indexOf(':');
      current = colon > 0 ? line.slice(0, colon).toLowerCase() : null;
      if (current !== null) fields.set(current, line.slice(colon + 1).trim());
    }
  }
  if (fields.size > 0) stanzas.push(fields);
  return stanzas;
};
