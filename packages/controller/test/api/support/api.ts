// The API as the CLI calls it: by endpoint. Every answer is held against the schema that its endpoint promises.

import { type AnswerOf, addressOf, type Endpoint } from '@slipway/protocol/api';
import { Value } from 'typebox/value';
import { expect } from 'vitest';
import type { RunningController } from './controller.ts';
import { type Answer, ask, json } from './http.ts';

export interface Given {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiClient {
  /** Whatever comes. */
  ask(endpoint: Endpoint, given?: Given): Promise<Answer>;
  /** Must be done: answers with the document. */
  call<E extends Endpoint>(endpoint: E, given?: Given): Promise<AnswerOf<E>>;
  /** Must be refused with this code. */
  refused(code: string, endpoint: Endpoint, given?: Given): Promise<Answer>;
}

export const clientOf = (
  controller: Pick<RunningController, 'port' | 'authority' | 'token'>,
  token: string | null = controller.token,
): ApiClient => {
  const send = async (endpoint: Endpoint, given: Given = {}): Promise<Answer> => {
    const body = given.body === undefined ? { headers: {} } : json(given.body);
    return await ask({
      port: controller.port,
      ca: controller.authority,
      method: endpoint.method,
      path: addressOf(endpoint, given.params, given.query),
      ...body,
      headers: {
        ...body.headers,
        ...given.headers,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
    });
  };
  return {
    ask: send,
    call: async (endpoint, given) => {
      const answer = await send(endpoint, given);
      if (answer.status !== endpoint.status) {
        throw new Error(`${endpoint.name} answered ${answer.status}: ${answer.bytes.toString('utf8')}`);
      }
      if (endpoint.answer !== null) expect([...Value.Errors(endpoint.answer, answer.json)]).toEqual([]);
      return answer.json as AnswerOf<typeof endpoint>;
    },
    refused: async (code, endpoint, given) => {
      const answer = await send(endpoint, given);
      expect(answer.json).toMatchObject({ code, type: `urn:slipway:reason:${code}`, status: answer.status });
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(answer.status).toBeGreaterThanOrEqual(400);
      // Filled in: nothing of the template is left for people to wonder about.
      expect((answer.json as { readonly title: string }).title).not.toMatch(/\{[a-z]\w*\}/i);
      return answer;
    },
  };
};
