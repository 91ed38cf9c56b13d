// What people do, over the API: asked again until it is answered, since controllers die under the question.

import { Agent, request } from 'node:https';
import {
  type AnswerOf,
  addressOf,
  type BodyOf,
  type Endpoint,
  type ParamsOf,
  type QueryOf,
} from '@slipway/protocol/api';
import { sleepAsLong } from './real-time.ts';

export interface WirePeople {
  /** Answers what it promises; a refusal is a `Refused`. What was not answered is asked again. */
  ask<E extends Endpoint>(endpoint: E, asked?: Asked<E>): Promise<AnswerOf<E>>;
  /** How often something was asked again. */
  again(): number;
  close(): void;
}

export interface Asked<E extends Endpoint> {
  readonly params?: ParamsOf<E>;
  readonly query?: QueryOf<E>;
  readonly body?: BodyOf<E>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The controller's own word that it will not. */
export class Refused extends Error {
  readonly code: string;
  constructor(endpoint: string, code: string, title: string) {
    super(`${endpoint}: ${code}: ${title}`);
    this.code = code;
  }
}

const ANSWER_MS_MAX = 30_000;
const AGAIN_MS = 500;
/** Of a story: a failover and a controller that starts are over by then. */
const PATIENCE_MS = 180_000;
/** It did not look at the request, or could not: 429, and what a gateway or an unreachable store is answered by. */
const COME_AGAIN = new Set([429, 502, 503, 504]);

export const wirePeople = (to: {
  readonly port: number;
  readonly authority: string;
  readonly token: string;
}): WirePeople => {
  const agent = new Agent({ keepAlive: true, ca: to.authority, maxSockets: 8 });
  let again = 0;
  const once = async (endpoint: Endpoint, asked: Asked<Endpoint>): Promise<Answer> =>
    await new Promise((resolve, reject) => {
      const body = asked.body === undefined ? null : JSON.stringify(asked.body);
      const sent = request(
        {
          ...{ host: '127.0.0.1', port: to.port, agent, method: endpoint.method, timeout: ANSWER_MS_MAX },
          path: addressOf(
            endpoint,
            asked.params as Readonly<Record<string, string>> | undefined,
            asked.query as Readonly<Record<string, string>> | undefined,
          ),
          headers: {
            ...asked.headers,
            authorization: `Bearer ${to.token}`,
            ...(body === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
          },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.once('error', reject);
          answer.once('close', () => {
            if (!answer.complete) return reject(new Error('the answer broke off'));
            resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
          });
        },
      );
      sent.once('timeout', () => sent.destroy(new Error('no answer')));
      sent.once('error', reject);
      sent.end(body ?? undefined);
    });
  const ask = async <E extends Endpoint>(endpoint: E, asked: Asked<E> = {}): Promise<AnswerOf<E>> => {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const answer = await once(endpoint, asked as Asked<Endpoint>).catch((error: unknown) => error as Error);
      if (!(answer instanceof Error) && !COME_AGAIN.has(answer.status)) return answerOf(endpoint, answer);
      if (performance.now() > until) {
        const why = answer instanceof Error ? answer.message : `status ${answer.status}`;
        throw new Error(`${endpoint.name} is not answered: ${why}`);
      }
      again += 1;
      await sleepAsLong(AGAIN_MS);
    }
  };
  return { ask, again: () => again, close: () => agent.destroy() };
};

interface Answer {
  readonly status: number;
  readonly text: string;
}

const answerOf = <E extends Endpoint>(endpoint: E, { status, text }: Answer): AnswerOf<E> => {
  const json: unknown = text === '' ? null : JSON.parse(text);
  if (status === endpoint.status) return json as AnswerOf<E>;
  const { code = String(status), title = '' } = (json ?? {}) as { readonly code?: string; readonly title?: string };
  throw new Refused(endpoint.name, code, title);
};
