// The terminal of this process.

import { printable } from './printable.ts';
import type { Style, Terminal } from './types.ts';

/** Where the size is not told (some serial lines). */
const WIDTH_DEFAULT = 80;
const HEIGHT_DEFAULT = 24;

export const processTerminal = (environment: NodeJS.ProcessEnv): Terminal => {
  const { stdin, stdout, stderr } = process;
  endQuietlyOnBrokenPipe();
  const isTerminal = stdout.isTTY === true;
  const status = new StatusLine(stderr);
  return {
    out: (text) => {
      status.end();
      stdout.write(printable(text));
    },
    err: (text) => {
      status.end();
      stderr.write(printable(text));
    },
    status: (text) => status.show(printable(text)),
    outStream: async (text) => {
      if (!stdout.write(text)) await new Promise<void>((resume) => stdout.once('drain', resume));
    },
    redraw: (lines, text) => {
      const back = lines === 0 ? '' : `\u001b[${lines}A`;
      // Every line is cleared as it is written again, and what is left of a longer picture below it.
      stdout.write(`${back}\r${printable(text).replaceAll('\n', '\u001b[K\n')}\u001b[J`);
    },
    get width() {
      return isTerminal ? (stdout.columns ?? WIDTH_DEFAULT) : null;
    },
    get height() {
      return isTerminal ? (stdout.rows ?? HEIGHT_DEFAULT) : null;
    },
    isInteractive: isTerminal && environment['TERM'] !== 'dumb',
    style: isTerminal && !isSet(environment['NO_COLOR']) && environment['TERM'] !== 'dumb' ? COLOURED : PLAIN,
    ask: async (question, options = {}) => {
      if (stdin.isTTY !== true) return null;
      const { asking } = await import('./ask.ts');
      return await asking({ question: printable(question), secret: options.secret === true });
    },
    input: stdin,
    isInputInteractive: stdin.isTTY === true,
  };
};

class StatusLine {
  readonly #stream: NodeJS.WriteStream;
  #shown = '';

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(text: string): void {
    if (text === this.#shown) return;
    this.#shown = text;
    // Cut to one row: a row that wraps could not be taken back.
    const row = text.slice(0, (this.#stream.columns ?? WIDTH_DEFAULT) - 1);
    this.#stream.write(this.#stream.isTTY ? `\r${row}\u001b[K` : `${text}\n`);
  }

  end(): void {
    if (this.#shown !== '' && this.#stream.isTTY) this.#stream.write('\r\u001b[K');
    this.#shown = '';
  }
}

/** `slipway host list | head -1` is no failure of anybody's. */
const endQuietlyOnBrokenPipe = (): void => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(process.exitCode ?? 0);
    });
  }
};

/** no-color.org: present and not empty. */
const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

const painted =
  (code: number) =>
  (text: string): string =>
    text === '' ? '' : `\u001b[${code}m${text}\u001b[0m`;

const COLOURED: Style = {
  bold: painted(1),
  dim: painted(2),
  good: painted(32),
  warn: painted(33),
  bad: painted(31),
};

const same = (text: string): string => text;
const PLAIN: Style = { bold: same, dim: same, good: same, warn: same, bad: same };
