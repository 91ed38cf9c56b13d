// From text to tokens. Positions count UTF-16 code units from 1, as an editor's column does.

import { type Outcome, ok, refuse } from '../reasons/index.ts';

export interface Token {
  /** A quoted text is never a reserved word or a fact. */
  readonly kind: 'word' | 'quoted' | 'symbol' | 'end';
  /** Of a quoted text: what it stands for, without quotes. */
  readonly text: string;
  readonly at: number;
}

const BLANK = /[ \t\r\n]+/y;
const SYMBOL = /!=|<=|>=|[=<>(),]/y;
const WORD = /[A-Za-z0-9_][A-Za-z0-9_./:+~^@-]*/y;
const QUOTED = /"((?:[^"\\]|\\["\\])*)"/y;

/** What stands without quotes and means itself. */
export const isWord = (text: string): boolean => matchAt(WORD, text, 0)?.[0] === text;

export function tokensOf(text: string): Outcome<readonly Token[]> {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const blank = matchAt(BLANK, text, at);
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    const [token, length] = tokenAt(text, at);
    if (token === null) {
      const detail =
        text[at] === '"' ? 'a quoted text is not closed, or has a \\ before another character' : 'unexpected character';
      return refuse('selector-invalid', { at: at + 1, detail });
    }
    tokens.push(token);
    at += length;
  }
  tokens.push({ kind: 'end', text: '', at: text.length + 1 });
  return ok(tokens);
}

function tokenAt(text: string, index: number): readonly [Token | null, number] {
  const at = index + 1;
  const symbol = matchAt(SYMBOL, text, index)?.[0];
  if (symbol !== undefined) return [{ kind: 'symbol', text: symbol, at }, symbol.length];
  const word = matchAt(WORD, text, index)?.[0];
  if (word !== undefined) return [{ kind: 'word', text: word, at }, word.length];
  const quoted = matchAt(QUOTED, text, index);
  if (quoted === null) return [null, 0];
  return [{ kind: 'quoted', text: (quoted[1] ?? '').replaceAll(/\\(.)/g, '$1'), at }, quoted[0].length];
}

/** A sticky match at one place. `lastIndex` is set before each use, so the shared expressions carry nothing over. */
function matchAt(expression: RegExp, text: string, index: number): RegExpExecArray | null {
  expression.lastIndex = index;
  return expression.exec(text);
}
