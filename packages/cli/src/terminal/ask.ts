import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

interface Asking {
  readonly question: string;
  readonly secret: boolean;
}

/** Asks on standard error, so that standard output stays what was asked for. `null`: the input ended. */
export const asking = ({ question, secret }: Asking): Promise<string | null> =>
  new Promise((resolve) => {
    process.stderr.write(question);
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({
      input: process.stdin,
      output: secret ? silent : process.stderr,
      terminal: process.stdin.isTTY === true,
    });
    let answer: string | null = null;
    lines.once('line', (line) => {
      answer = line;
      lines.close();
    });
    lines.once('SIGINT', () => lines.close());
    lines.once('close', () => {
      if (secret || answer === null) process.stderr.write('\n');
      resolve(answer);
    });
  });
