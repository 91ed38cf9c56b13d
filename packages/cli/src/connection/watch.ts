// A stream of events that survives a controller's restart: it is opened again, and begins with the whole picture.

import { type AnswerOf, addressOf, type Endpoint, type ParamsOf } from '@slipway/protocol/api';
import { Failure, failed } from '../exit/index.ts';
import { answerOf } from './answer.ts';
import type { Api } from './api.ts';
import { readEvents } from './events.ts';
import { failureOf } from './problem.ts';

/** The controller beats every 15 s: after three missed beats the line is dead, whatever TCP believes. */
const SILENCE_MS_MAX = 45_000;
/** A restart takes seconds, a restore or an upgrade some minutes; after this somebody has to look. */
const AWAY_MS_MAX = 10 * 60_000;
const AGAIN_MS = 1000;
const AGAIN_MS_MAX = 15_000;

export type Watched<T> =
  | { readonly kind: 'picture'; readonly value: T }
  /** The line went down and is tried again. */
  | { readonly kind: 'away'; readonly why: string };

/** Events called `picture` carry the endpoint's whole answer; `end` is the last; others are of a newer controller. */
export async function* watchEvents<E extends Endpoint>(
  api: Api,
  endpoint: E,
  { params, picture }: { readonly params: ParamsOf<E>; readonly picture: string },
): AsyncGenerator<Watched<AnswerOf<E>>> {
  const path = addressOf(endpoint, params as Readonly<Record<string, string>>);
  let awaySince: number | null = null;
  let againMs = AGAIN_MS;
  for (;;) {
    try {
      for await (const event of opened(api, path)) {
        awaySince = null;
        againMs = AGAIN_MS;
        if (event.name === 'end') return;
        if (event.name === picture) yield { kind: 'picture', value: answerOf(endpoint, event.data, api.url) };
      }
      throw failed(3, `The controller at ${api.url} ended the stream.`);
    } catch (error) {
      if (!(error instanceof Failure) || error.exitCode !== 3) throw error;
      awaySince ??= Date.now();
      if (Date.now() - awaySince > AWAY_MS_MAX) throw error;
      yield { kind: 'away', why: error.message };
      await new Promise((resume) => setTimeout(resume, againMs));
      againMs = Math.min(againMs * 2, AGAIN_MS_MAX);
    }
  }
}

async function* opened(api: Api, path: string): ReturnType<typeof readEvents> {
  const answer = await api.transport.open({ method: 'GET', path, headers: { accept: 'text/event-stream' } });
  const status = answer.statusCode ?? 0;
  try {
    if (status !== 200) {
      const chunks: Buffer[] = [];
      for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
      throw failureOf({ status, headers: answer.headers, text: Buffer.concat(chunks).toString('utf8') }, api.url);
    }
    answer.socket.setTimeout(SILENCE_MS_MAX, () => answer.destroy(new Error('the line fell silent')));
    yield* readEvents(answer);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw failed(
      3,
      `The line to ${api.url} went down: ${error instanceof Error ? error.message : String(error)}`,
      error,
    );
  } finally {
    answer.destroy();
  }
}
