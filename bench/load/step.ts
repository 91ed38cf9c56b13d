// Where each part of a load is begun by hand: a line of standard input for each, so that a machine that is shared may be
// kept for the parts that are measured.

import { createInterface } from 'node:readline';

export interface Steps {
  /** Answers when the part that is so named may begin. */
  readonly begin: (part: string) => Promise<void>;
  readonly close: () => void;
}

export const allAtOnce: Steps = { begin: async () => undefined, close: () => undefined };

export const byHand = (say: (text: string) => void): Steps => {
  const lines = createInterface({ input: process.stdin });
  const next = lines[Symbol.asyncIterator]();
  return {
    begin: async (part) => {
      say(`waits for a line: ${part}`);
      if ((await next.next()).done === true) throw new Error('standard input has ended');
    },
    close: () => lines.close(),
  };
};
