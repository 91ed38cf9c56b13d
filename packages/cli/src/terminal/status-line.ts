/** Where the size is not told, or told as zero (some serial lines). */
const WIDTH_DEFAULT = 80;

/** One line on standard error that is written over; in a pipe a line whenever it changes. */
export class StatusLine {
  readonly #stream: NodeJS.WriteStream;
  #shown = '';

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(text: string): void {
    if (text === this.#shown) return;
    this.#shown = text;
    // Cut to one row: a row that wraps could not be taken back.
    const row = text.slice(0, (this.#stream.columns || WIDTH_DEFAULT) - 1);
    this.#stream.write(this.#stream.isTTY ? `\r${row}\u001b[K` : `${text}\n`);
  }

  end(): void {
    if (this.#shown !== '' && this.#stream.isTTY) this.#stream.write('\r\u001b[K');
    this.#shown = '';
  }
}
