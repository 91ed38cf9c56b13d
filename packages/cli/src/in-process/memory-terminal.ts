import { Readable } from 'node:stream';
import { printable, type Terminal } from '../terminal/index.ts';

export interface MemoryTerminal extends Terminal {
  readonly written: { out: string; err: string; readonly pictures: string[]; readonly asked: string[] };
}

const same = (text: string): string => text;

/** A terminal that keeps what was written; a pipe unless `width` is given. */
export const memoryTerminal = (
  given: { readonly width?: number; readonly answers?: readonly string[]; readonly input?: string } = {},
): MemoryTerminal => {
  const written: MemoryTerminal['written'] = { out: '', err: '', pictures: [], asked: [] };
  const answers = [...(given.answers ?? [])];
  const isInteractive = given.width !== undefined;
  return {
    written,
    out: (text) => {
      written.out += printable(text);
    },
    err: (text) => {
      written.err += printable(text);
    },
    status: () => undefined,
    outStream: async (text) => {
      written.out += text;
    },
    picture: (text) => void written.pictures.push(text),
    width: given.width ?? null,
    height: isInteractive ? 24 : null,
    isInteractive,
    style: { bold: same, dim: same, good: same, warn: same, bad: same },
    ask: async (question) => {
      written.asked.push(question);
      return answers.shift() ?? null;
    },
    input: Readable.from([Buffer.from(given.input ?? '')]),
    isInputInteractive: given.answers !== undefined,
  };
};
