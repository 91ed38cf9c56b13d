// Reads tokens one after the other and keeps the first thing that was wrong. After a failure only the end is left to
// read, so every loop ends and nothing has to be thrown.

import { type Reason, reason } from '../reasons/index.ts';
import type { Token } from './lexer.ts';
import { RESERVED } from './words.ts';

const END: Token = { kind: 'end', text: '', at: 0 };

export class TokenReader {
  readonly #tokens: readonly Token[];
  #index = 0;
  #failure: Reason | null = null;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get next(): Token {
    return (this.#failure === null ? this.#tokens[this.#index] : undefined) ?? END;
  }

  get failure(): Reason | null {
    return this.#failure;
  }

  take(): Token {
    const token = this.next;
    if (token.kind !== 'end') this.#index += 1;
    return token;
  }

  /** The token at `at` (the next one unless said) is where it stopped making sense. */
  fail(detail: string, at: number = this.next.at): void {
    this.#failure ??= reason('selector-invalid', { at, detail });
  }

  /** Takes an unquoted word or a symbol if it stands next. */
  takeIf(text: string): boolean {
    const { kind, text: found } = this.next;
    if (kind === 'quoted' || kind === 'end' || found !== text) return false;
    this.take();
    return true;
  }

  expect(symbol: string): void {
    if (!this.takeIf(symbol)) this.fail(`expected \`${symbol}\``);
  }

  /** A word that is not reserved, or a quoted text. */
  takeText(what: string): string {
    const { kind, text } = this.next;
    if (kind === 'word' && RESERVED.has(text))
      this.fail(`\`${text}\` is a reserved word: to use it as ${what}, quote it`);
    else if (kind === 'word' || kind === 'quoted') return this.take().text;
    else this.fail(`expected ${what}`);
    return '';
  }
}
