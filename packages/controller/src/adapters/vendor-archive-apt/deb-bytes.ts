// Bytes of a stream in pieces of asked lengths, as archives of records want to be read.

export class DebBytes {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #left: Uint8Array = new Uint8Array();

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Exactly so many; `null` where there are none left. Throws where it ends within them. */
  async read(length: number): Promise<Buffer | null> {
    const parts: Uint8Array[] = [];
    for await (const part of this.take(length)) parts.push(part);
    return parts.length === 0 && length > 0 ? null : Buffer.concat(parts);
  }

  /** The next so many, as they come. Whoever leaves early has left the rest of them unread. */
  async *take(length: number): AsyncIterable<Uint8Array> {
    for (let wanted = length; wanted > 0; ) {
      if (this.#left.byteLength === 0) {
        const next = await this.#chunks.next();
        if (next.done === true) {
          if (wanted === length) return;
          throw new Error('it ends in the middle');
        }
        this.#left = next.value;
      }
      const part = this.#left.subarray(0, wanted);
      this.#left = this.#left.subarray(part.byteLength);
      wanted -= part.byteLength;
      if (part.byteLength > 0) yield part;
    }
  }

  async skip(length: number): Promise<void> {
    let skipped = 0;
    for await (const part of this.take(length)) skipped += part.byteLength;
    if (skipped !== length) throw new Error('it ends in the middle');
  }

  /** Whoever gives the bytes may stop. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
