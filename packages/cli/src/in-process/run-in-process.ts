import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Zones } from '@slipway/core/calendar';
import { type Answer, apiOver, type Sent } from '../connection/index.ts';
import { run } from '../run.ts';
import { printable, type Terminal } from '../terminal/index.ts';
import { memoryTerminal } from './memory-terminal.ts';

export interface Surroundings {
  /** How people are told of the controller that answers. */
  readonly url: string;
  /** The program's only way to a controller; who asks is the caller's to say. */
  readonly send: (sent: Sent) => Promise<Answer>;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  readonly zones: () => Zones;
  /** Standard input; nothing unless given. */
  readonly input?: string;
  /** What a person types when asked, in order; where they are not given, nobody can be asked. */
  readonly answers?: readonly string[];
}

export interface Ran {
  readonly exitCode: number;
  /** Everything that was written, in order: what a person sees who sits there. */
  readonly seen: string;
}

/** As in a pipe: nothing is coloured, cut or drawn over. */
export const runInProcess = async (words: readonly string[], surroundings: Surroundings): Promise<Ran> => {
  const { url, send, now, sleep, zones, input = '', answers } = surroundings;
  const pipe = memoryTerminal({ input, ...(answers === undefined ? {} : { answers }) });
  let seen = '';
  const write = (text: string): void => {
    seen += printable(text);
  };
  const terminal: Terminal = {
    ...pipe,
    out: write,
    err: write,
    // Lines of a table end as RFC 4180 wants it, which nobody sees.
    outStream: async (text) => write(text.replaceAll('\r\n', '\n')),
    ask: async (question) => {
      const answer = await pipe.ask(question);
      write(`${question}${answer ?? ''}\n`);
      return answer;
    },
  };
  const api = apiOver({ send, open: async (sent) => await whole(send, sent), close: () => undefined }, url);
  const exitCode = await run(words, { terminal, environment: {}, now, sleep, zones, api: async () => api });
  return { exitCode, seen };
};

/** A table that is read while it comes, all of it at once. What is live flows over a socket, and here is none. */
const whole = async (send: Surroundings['send'], sent: Sent): Promise<IncomingMessage> => {
  if (sent.headers?.['accept'] === 'text/event-stream')
    throw new Error('no stream of events can be opened in this process');
  const { status, headers, text } = await send(sent);
  return Object.assign(Readable.from([Buffer.from(text)]), { statusCode: status, headers }) as IncomingMessage;
};
