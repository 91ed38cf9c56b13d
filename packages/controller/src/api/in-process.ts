// `/api/v1` without a socket: for programs in the same process, which are scripts over virtual time. The same routes behind
// the same border. Agents' routes are not here: who asks there is known by the certificate of a TLS connection.

import type { IncomingHttpHeaders } from 'node:http';
import { type FastifyInstance, fastify } from 'fastify';
import type { App } from '../app/index.ts';
import { describeApi } from './describe.ts';
import { apiRoutes } from './routes/index.ts';
import { SERVER_OPTIONS, withBorder } from './server.ts';

export interface ApiInProcess {
  readonly send: (asked: {
    readonly method: string;
    /** With its query. */
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  }) => Promise<{
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly text: string;
  }>;
  readonly close: () => Promise<void>;
}

export const openInProcess = async (options: {
  readonly app: App;
  readonly version: string;
  /** By which hosts are told to reach it. */
  readonly url: string;
}): Promise<ApiInProcess> => {
  const { app, version, url } = options;
  const instance = withBorder(fastify(SERVER_OPTIONS) as unknown as FastifyInstance, app);
  const closing = new AbortController();
  await describeApi(instance);
  await instance.register(apiRoutes({ app, version, url: () => url, closing: closing.signal }));
  await instance.ready();
  return {
    send: async ({ method, path, headers, body }) => {
      const answer = await instance.inject({
        method: method as 'GET',
        url: path,
        headers,
        ...(body === undefined ? {} : { payload: body }),
      });
      const { statusCode: status, payload: text } = answer;
      return { status, headers: answer.headers as IncomingHttpHeaders, text };
    },
    close: async () => {
      closing.abort();
      await instance.close();
    },
  };
};
