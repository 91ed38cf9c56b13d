// Content lines of RFC 5545, section 3.1: folded at 75 octets, ended by CRLF, text escaped.

export interface ContentLine {
  /** From 1, of its first line in the file. */
  readonly line: number;
  /** In capitals. */
  readonly name: string;
  /** Names in capitals; quotes taken off, several values as they stand. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly value: string;
}

/** Octets of one line, without its end. */
const LINE_OCTETS_MAX = 75;

export function foldLine(line: string): string {
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const size = octetsOf(character);
    if (octets + size > LINE_OCTETS_MAX) {
      folded += '\r\n ';
      // The space is part of the new line.
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return `${folded}\r\n`;
}

/** In UTF-8, of one code point. */
function octetsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

/** Line ends are kept as `\n`; other control characters, which no TEXT may have, become spaces. */
export const escapeText = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ' ')
    .replaceAll(/[\\;,]/g, (character) => `\\${character}`)
    .replaceAll('\n', '\\n');

export const unescapeText = (text: string): string =>
  text.replaceAll(/\\([\\;,nN])/g, (_whole, character: string) => (/n/i.test(character) ? '\n' : character));

export type Lines = { readonly lines: readonly ContentLine[] } | { readonly line: number; readonly detail: string };

const NAME = /^([A-Za-z0-9-]+)/;
/** A quoted value may hold what separates; a plain one may not. */
const PARAMETER = /^;([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)/;

/** Unfolded. Lone line feeds are taken for line ends: many programs write them. */
export function linesOf(text: string): Lines {
  const whole: { line: number; text: string }[] = [];
  for (const [index, one] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const last = whole.at(-1);
    if (/^[ \t]/.test(one) && last !== undefined) last.text += one.slice(1);
    else if (one !== '') whole.push({ line: index + 1, text: one });
  }
  const lines: ContentLine[] = [];
  for (const one of whole) {
    const parsed = lineOf(one.text);
    if (parsed === null) return { line: one.line, detail: 'is not a content line: NAME;PARAMETER=value:value' };
    lines.push({ ...parsed, line: one.line });
  }
  return { lines };
}

function lineOf(text: string): Omit<ContentLine, 'line'> | null {
  const name = NAME.exec(text)?.[1];
  if (name === undefined) return null;
  let rest = text.slice(name.length);
  const parameters = new Map<string, string>();
  for (let found = PARAMETER.exec(rest); found !== null; found = PARAMETER.exec(rest)) {
    const key = (found[1] ?? '').toUpperCase();
    if (parameters.has(key)) return null;
    parameters.set(key, (found[2] ?? '').replaceAll('"', ''));
    rest = rest.slice(found[0].length);
  }
  return rest.startsWith(':') ? { name: name.toUpperCase(), parameters, value: rest.slice(1) } : null;
}
