// The entries of a tar, in its own order, one at a time. The parser pushes; what is not taken in time waits there, and
// the stream before it waits, too.

import { once } from 'node:events';
import { Parser, type ReadEntry } from 'tar';
import type { Budget } from './budget.ts';
import type { OpenedFile } from './opened-file.ts';

const FILES = new Set(['File', 'OldFile', 'ContiguousFile']);

/** Links, devices and folders are passed over: a feed is files. */
export async function* tarEntries(options: {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly name: string;
  readonly takes: (name: string) => boolean;
  readonly budget: Budget;
}): AsyncIterable<OpenedFile> {
  const { bytes, name, takes, budget } = options;
  const reading = new Reading(budget, name);
  const feeding = reading.feed(bytes);
  try {
    for (let entry = await reading.next(); entry !== null; entry = await reading.next()) {
      const taken = entry;
      budget.addFiles(1);
      if (FILES.has(taken.type) && takes(taken.path)) {
        yield { name: taken.path, chunks: () => reading.chunksOf(taken) };
      }
      // What was not read of it is skipped; without that the next never comes.
      taken.resume();
    }
  } finally {
    reading.stop();
    await feeding;
  }
}

class Reading {
  readonly #parser = new Parser();
  readonly #waiting: ReadEntry[] = [];
  readonly #budget: Budget;
  readonly #name: string;
  #current: ReadEntry | null = null;
  #fault: Error | null = null;
  #ended = false;
  #marked = false;
  #stopped = false;
  #wake: () => void = () => undefined;

  constructor(budget: Budget, name: string) {
    this.#budget = budget;
    this.#name = name;
    this.#parser.on('entry', (entry: ReadEntry) => {
      this.#waiting.push(entry);
      this.#wake();
    });
    this.#parser.on('warn', (code: string, message: string | Error) => {
      // Others tell of what is passed over anyway (a link, an unknown header).
      if (FATAL.has(code)) this.#fail(this.#faultOf(message));
    });
    this.#parser.on('error', (error: Error) => this.#fail(this.#faultOf(error)));
    this.#parser.on('eof', () => {
      this.#marked = true;
    });
    this.#parser.on('end', () => {
      // Cut between two entries it looks whole, but for the two empty blocks that every tar ends with.
      if (!this.#marked) this.#fail(budget.truncated(name));
      this.#ended = true;
      this.#wake();
    });
  }

  /** Settles without an error: that is told where entries are read. */
  async feed(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const chunk of bytes) {
        if (this.#stopped || this.#fault !== null) return;
        if (!this.#parser.write(Buffer.from(chunk))) await this.#drained();
      }
      this.#parser.end();
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error('the tar could not be read', { cause: error }));
      // Ends the reading of the entry that it happened in; chunksOf then finds the fault.
      this.#current?.end();
    }
  }

  async next(): Promise<ReadEntry | null> {
    for (;;) {
      if (this.#fault !== null) throw this.#fault;
      this.#current = this.#waiting.shift() ?? null;
      if (this.#current !== null) return this.#current;
      if (this.#ended) return null;
      await this.#woken();
    }
  }

  async *chunksOf(entry: ReadEntry): AsyncIterable<Uint8Array> {
    for await (const chunk of entry) yield chunk;
    if (this.#fault !== null) throw this.#fault;
  }

  stop(): void {
    this.#stopped = true;
    this.#current?.resume();
    for (const entry of this.#waiting) entry.resume();
    this.#parser.emit('drain');
  }

  async #drained(): Promise<void> {
    if (!this.#stopped && this.#fault === null) await once(this.#parser, 'drain');
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #fail(error: Error): void {
    this.#fault ??= error;
    this.#parser.emit('drain');
    this.#wake();
  }

  #faultOf(said: string | Error): Error {
    const message = typeof said === 'string' ? said : said.message;
    return /truncated/i.test(message)
      ? this.#budget.truncated(this.#name)
      : this.#budget.unreadable(`${this.#name} is no whole tar: ${message}`);
  }
}

const FATAL = new Set(['TAR_BAD_ARCHIVE', 'TAR_ENTRY_INVALID', 'TAR_ABORT', 'TAR_ENTRY_ERROR']);
