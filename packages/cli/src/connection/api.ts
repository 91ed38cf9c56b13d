import {
  type AnswerOf,
  addressOf,
  type BodyOf,
  type Endpoint,
  type ParamsOf,
  type QueryOf,
} from '@slipway/protocol/api';
import { readSettings, type Settings } from '../settings/index.ts';
import { answerOf } from './answer.ts';
import { failureOf } from './problem.ts';
import { type Answer, openTransport, type Sent, type Transport } from './transport.ts';

/** What a route must be told, no more and no less. */
export type Asked<E extends Endpoint> = Part<'params', ParamsOf<E>> &
  Part<'query', QueryOf<E>> &
  Part<'body', BodyOf<E>> & { readonly headers?: Readonly<Record<string, string>> };
/** Optional where nothing has to be said. */
type Part<Name extends string, Value> = undefined extends Value
  ? { readonly [Key in Name]?: Value }
  : object extends Value
    ? { readonly [Key in Name]?: Value }
    : { readonly [Key in Name]: Value };

export interface Api {
  readonly url: string;
  readonly transport: Transport;
  call<E extends Endpoint>(endpoint: E, asked: Asked<E>): Promise<AnswerOf<E>>;
  close(): void;
}

/** A controller that turns requests away says when to come again; after so many times somebody should look. */
const TURNED_AWAY_MAX = 4;
const RETRY_SECONDS_DEFAULT = 2;
const RETRY_SECONDS_MAX = 30;

export const connect = async (environment: Readonly<Record<string, string | undefined>>): Promise<Api> =>
  connectTo(await readSettings(environment));

export const connectTo = (settings: Settings): Api => apiOver(openTransport(settings), settings.url);

/** `url` is how people are told of whoever answers. */
export const apiOver = (transport: Transport, url: string): Api => ({
  url,
  transport,
  call: async (endpoint, asked) => {
    const answer = await sendPatiently(transport, sentOf(endpoint, asked));
    if (answer.status !== endpoint.status) throw failureOf(answer, url);
    return answerOf(endpoint, answer.text, url);
  },
  close: () => transport.close(),
});

const sentOf = (endpoint: Endpoint, asked: Partial<Record<'params' | 'query' | 'body', unknown>>): Sent => ({
  method: endpoint.method,
  path: addressOf(
    endpoint,
    asked.params as Readonly<Record<string, string>> | undefined,
    asked.query as Readonly<Record<string, string | number | boolean>> | undefined,
  ),
  ...(asked.body === undefined ? {} : { body: asked.body }),
  ...('headers' in asked && asked.headers !== undefined
    ? { headers: asked.headers as Readonly<Record<string, string>> }
    : {}),
});

/** Asks again only where the controller says that it did not look at the request: nothing is done twice. */
const sendPatiently = async (transport: Transport, sent: Sent): Promise<Answer> => {
  let answer = await transport.send(sent);
  for (let turnedAway = 1; answer.status === 429 && turnedAway <= TURNED_AWAY_MAX; turnedAway += 1) {
    const asked = Number(answer.headers['retry-after'] ?? RETRY_SECONDS_DEFAULT);
    const seconds = asked >= 0 && asked <= RETRY_SECONDS_MAX ? asked : RETRY_SECONDS_MAX;
    await new Promise((resume) => setTimeout(resume, seconds * 1000));
    answer = await transport.send(sent);
  }
  return answer;
};
