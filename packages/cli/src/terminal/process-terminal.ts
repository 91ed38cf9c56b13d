// The terminal of this process.

import picocolors from 'picocolors';
import { LivePicture } from './live-picture.ts';
import { printable } from './printable.ts';
import { StatusLine } from './status-line.ts';
import type { Style, Terminal } from './types.ts';

/** Where the size is not told, or told as zero (some serial lines). */
const WIDTH_DEFAULT = 80;
const HEIGHT_DEFAULT = 24;

export const processTerminal = (environment: NodeJS.ProcessEnv): Terminal => {
  const { stdin, stdout, stderr } = process;
  endQuietlyOnBrokenPipe();
  const isTerminal = stdout.isTTY === true;
  const status = new StatusLine(stderr);
  const picture = new LivePicture(stdout);
  return {
    out: (text) => {
      status.end();
      picture.leave();
      stdout.write(printable(text));
    },
    err: (text) => {
      status.end();
      picture.leave();
      stderr.write(printable(text));
    },
    status: (text) => status.show(printable(text)),
    outStream: async (text) => {
      if (!stdout.write(text)) await new Promise<void>((resume) => stdout.once('drain', resume));
    },
    picture: (text) => picture.draw(printable(text)),
    get width() {
      return isTerminal ? stdout.columns || WIDTH_DEFAULT : null;
    },
    get height() {
      return isTerminal ? stdout.rows || HEIGHT_DEFAULT : null;
    },
    isInteractive: isTerminal && environment['TERM'] !== 'dumb',
    style: styleOf(isTerminal && !isSet(environment['NO_COLOR']) && environment['TERM'] !== 'dumb'),
    ask: async (question, options = {}) => {
      if (stdin.isTTY !== true) return null;
      const { asking } = await import('./ask.ts');
      return await asking({ question: printable(question), secret: options.secret === true });
    },
    input: stdin,
    isInputInteractive: stdin.isTTY === true,
  };
};

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

const styleOf = (isColoured: boolean): Style => {
  const { bold, dim, green, yellow, red } = picocolors.createColors(isColoured);
  return { bold, dim, good: green, warn: yellow, bad: red };
};
