import type { Zones } from '@slipway/core/calendar';
import { type Answer, apiOver, type Sent } from '../connection/index.ts';
import { run } from '../run.ts';
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
}

export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** As in a pipe: nothing is coloured, cut or drawn over. */
export const runInProcess = async (words: readonly string[], surroundings: Surroundings): Promise<Ran> => {
  const { url, send, now, sleep, zones, input = '' } = surroundings;
  const terminal = memoryTerminal({ input });
  const api = apiOver({ send, open: noStream, close: () => undefined }, url);
  const exitCode = await run(words, { terminal, environment: {}, now, sleep, zones, api: async () => api });
  return { exitCode, out: terminal.written.out, err: terminal.written.err };
};

/** What is live flows over a socket, and here is none. */
const noStream = async (): Promise<never> => {
  throw new Error('no stream of events can be opened in this process');
};
