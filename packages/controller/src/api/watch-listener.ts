// A second, plain listener for whoever watches from the same machine: figures and health without a token. It stays readable
// while the store is away and while the other listener turns requests away. Loopback alone: nobody else is asked who it is.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Outcome, ok } from '@slipway/core/reasons';
import { type App, watchReadiness } from '../app/index.ts';
import type { Watching } from './border/index.ts';
import { listenProblem } from './listener.ts';

const REQUEST_MS_MAX = 10_000;
/** A scraper, a probe and somebody with curl. */
const CONNECTIONS_MAX = 20;

export interface WatchListener {
  readonly port: number;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

export const openWatchListener = async (options: {
  readonly app: App;
  readonly metrics: NonNullable<Watching['metrics']>;
  /** Of loopback: the command line takes no other. */
  readonly address: string;
  readonly port: number;
  /** Aborted once the controller is ending. */
  readonly ending: AbortSignal;
}): Promise<Outcome<WatchListener>> => {
  const { address, port, app } = options;
  const readiness = watchReadiness(app);
  const server = createServer((request, response) => {
    const send = ({ status, type, text }: Answer): void => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
    };
    answerTo(request.method, request.url, { ...options, readiness }).then(send, (error: unknown) => {
      app.ports.log.error('figures not told', { error });
      send({ status: 500, type: 'text/plain', text: 'a fault; the log says more\n' });
    });
  });
  server.requestTimeout = REQUEST_MS_MAX;
  server.maxConnections = CONNECTIONS_MAX;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: address, port }, resolve);
    });
  } catch (error) {
    return listenProblem(error, `${address}:${port}`);
  }
  return ok({
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  });
};

const answerTo = async (
  method: string | undefined,
  url: string | undefined,
  {
    metrics,
    readiness,
    ending,
  }: Pick<Parameters<typeof openWatchListener>[0], 'metrics' | 'ending'> & {
    readonly readiness: ReturnType<typeof watchReadiness>;
  },
): Promise<Answer> => {
  const words = (status: number, text: string): Answer => ({
    status,
    type: 'text/plain; charset=utf-8',
    text: `${text}\n`,
  });
  if (method !== 'GET') return words(405, 'GET is all that there is');
  switch (url?.split('?')[0]) {
    case '/metrics':
      return { status: 200, type: metrics.contentType, text: await metrics.read() };
    case '/livez':
      return words(200, 'live');
    case '/readyz': {
      const standing = ending.aborted ? 'stopping' : await readiness();
      return words(standing === 'ready' ? 200 : 503, standing);
    }
    default:
      return words(404, '/metrics, /livez and /readyz are all that there is');
  }
};
