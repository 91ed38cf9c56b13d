import { stripVTControlCharacters } from 'node:util';

/** Where the size is not told, or told as zero (some serial lines). */
const WIDTH_DEFAULT = 80;
const HEIGHT_DEFAULT = 24;

/** Back to the start of the picture; the rest of a line; everything below. */
const UP = (lines: number): string => (lines === 0 ? '\r' : `\u001b[${lines}A\r`);
const REST_OF_LINE = '\u001b[K';
const BELOW = '\u001b[J';

export class LivePicture {
  readonly #stream: NodeJS.WriteStream;
  #lines = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  draw(text: string): void {
    const width = this.#stream.columns || WIDTH_DEFAULT;
    // A row that wraps or scrolls away could not be taken back. The last row stays free for the cursor.
    const height = (this.#stream.rows || HEIGHT_DEFAULT) - 1;
    const rows = text === '' ? [] : text.replace(/\n$/, '').split('\n').slice(0, height);
    const cut = rows.map((row) => {
      const shown = stripVTControlCharacters(row);
      return shown.length < width ? row : shown.slice(0, width - 1);
    });
    this.#stream.write(`${UP(this.#lines)}${cut.map((row) => `${row}${REST_OF_LINE}\n`).join('')}${BELOW}`);
    this.#lines = rows.length;
  }

  leave(): void {
    this.#lines = 0;
  }
}
