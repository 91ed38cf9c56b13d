// The one HTTPS listener: agents by their certificates, people and programs by their tokens.

import type { Server } from 'node:https';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { type FastifyInstance, fastify } from 'fastify';
import type { App } from '../app/index.ts';
import type { ConsoleFiles } from '../ports/index.ts';
import { openAcceptors } from './acceptors.ts';
import { agentRoutes } from './agent/index.ts';
import {
  type Capacities,
  HANDSHAKE_LIMITS,
  limitHandshakes,
  refuseLine,
  serialReader,
  type Watching,
} from './border/index.ts';
import { consoleRoutes } from './console/index.ts';
import { describeApi } from './describe.ts';
import { KEEP_ALIVE_MS_MAX } from './limits.ts';
import { apiRoutes } from './routes/index.ts';
import { SERVER_OPTIONS, withBorder } from './server.ts';

/** Whoever opens a line and says nothing: long enough for a slow line, too short to collect thousands of them. */
const HANDSHAKE_MS_MAX = 10_000;
const HEADERS_MS_MAX = 10_000;
/** 16 MB over a line of one megabit a second, which is slower than any that carries packages. */
const REQUEST_MS_MAX = 150_000;
/** Without a byte in either direction. Held check-ins answer within 25 s and event streams beat every 15 s. */
const IDLE_MS_MAX = 60_000;
/**
 * For this long an agent that comes again need not prove its key again, which is most of what an idle check-in would cost; Node's
 * five minutes end before every second check-in of the slowest interval. Whose certificate was taken back is found with each request.
 */
const SESSION_SECONDS = 3600;
/** 72 kB each (measured): more than a gigabyte of idle lines is not a fleet but an attack. */
const CONNECTIONS_MAX = 16_000;

/** As many lines are taken in a turn of the loop. Each socket has 511 more that wait at the system, as Node asks for. */
const SOCKETS = 16;
const ACCEPTORS = { count: SOCKETS - 1, connectionsMax: CONNECTIONS_MAX / SOCKETS } as const;
/** Fastify hands on whatever Node's own `listen` takes, and its types know less of it. */
const SHARED: object = { reusePort: true };

export interface Credentials {
  readonly certificateChain: string;
  readonly key: string;
}

export interface ListenerOptions extends Watching {
  readonly app: App;
  readonly credentials: Credentials;
  readonly address: string;
  readonly port: number;
  /** By which hosts and people reach it. */
  readonly name: string;
  readonly version: string;
  /** Left out: programs alone are served. */
  readonly console?: ConsoleFiles;
  readonly capacities?: Capacities;
}

export interface Listener {
  /** With the port that was asked for, or the one that the system gave for 0. */
  readonly url: string;
  readonly port: number;
  /** Swaps the certificate; lines that are open keep theirs. */
  readonly renew: (credentials: Credentials) => void;
  /** Takes no new requests, lets those under way end, cuts what is still there after `graceMs`. */
  readonly close: (graceMs: number) => Promise<void>;
}

export const openListener = async (options: ListenerOptions): Promise<Outcome<Listener>> => {
  const { app, address, port } = options;
  const authorityPem = await app.ports.authority.certificatePem();
  const instance = withBorder(makeServer(options, authorityPem), app, options);
  const closing = new AbortController();
  const url = (): string => urlOf(options.name, portOf(instance));
  await describeApi(instance);
  await instance.register(agentRoutes(app, serialReader(authorityPem)), { prefix: '/agent/v1' });
  if (options.console !== undefined) await instance.register(consoleRoutes(options.console));
  await instance.register(apiRoutes({ ...options, url, closing: closing.signal }));
  try {
    await instance.listen({ host: address, port, ...SHARED });
    const closeAcceptors = await openAcceptors(serverOf(instance), { address, port: portOf(instance) }, ACCEPTORS);
    return ok({ ...listenerOf(instance, authorityPem, { closing, closeAcceptors }), url: url() });
  } catch (error) {
    await instance.close();
    return listenProblem(error, `${address}:${port}`);
  }
};

const makeServer = ({ credentials, measures }: ListenerOptions, authorityPem: string): FastifyInstance => {
  const instance = fastify({
    ...SERVER_OPTIONS,
    https: { ...secureOptions(credentials, authorityPem), handshakeTimeout: HANDSHAKE_MS_MAX, pauseOnConnect: true },
    connectionTimeout: IDLE_MS_MAX,
    requestTimeout: REQUEST_MS_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS_MAX,
    forceCloseConnections: false,
    // Fastify's own words for it are no problem document; a closing line says so in its header instead.
    return503OnClosing: false,
    clientErrorHandler: refuseLine,
  }) as unknown as FastifyInstance;
  instance.server.headersTimeout = HEADERS_MS_MAX;
  instance.server.maxConnections = CONNECTIONS_MAX / SOCKETS;
  limitHandshakes(serverOf(instance), HANDSHAKE_LIMITS, measures);
  return instance;
};

const secureOptions = ({ certificateChain, key }: Credentials, authorityPem: string) =>
  ({
    key,
    cert: certificateChain,
    ca: authorityPem,
    requestCert: true,
    // Enrolment and people come without one; who needs one is decided per route (border/host-certificate.ts).
    rejectUnauthorized: false,
    sessionTimeout: SESSION_SECONDS,
    minVersion: 'TLSv1.2',
    honorCipherOrder: true,
  }) as const;

export const listenProblem = (error: unknown, address: string): Outcome<never> => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EADDRINUSE') return refuse('port-in-use', { address });
  if (code === 'EACCES') return refuse('address-refused', { address, detail: 'this user may not listen there' });
  if (code === 'EADDRNOTAVAIL') return refuse('address-refused', { address, detail: 'this host has no such address' });
  if (code === 'ENOTFOUND') return refuse('address-refused', { address, detail: 'the name leads to no address' });
  throw new Error(`cannot listen on ${address}`, { cause: error });
};

const listenerOf = (
  instance: FastifyInstance,
  authorityPem: string,
  { closing, closeAcceptors }: { readonly closing: AbortController; readonly closeAcceptors: () => Promise<void> },
): Omit<Listener, 'url'> => {
  const server = serverOf(instance);
  return {
    port: portOf(instance),
    renew: (credentials) => server.setSecureContext(secureOptions(credentials, authorityPem)),
    close: async (graceMs) => {
      closing.abort();
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      const closed = closeAcceptors();
      server.closeIdleConnections();
      await instance.close();
      await closed;
      clearTimeout(cut);
    },
  };
};

const serverOf = (instance: FastifyInstance): Server => instance.server as unknown as Server;

const portOf = (instance: FastifyInstance): number => {
  const bound = instance.server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
};

const urlOf = (name: string, port: number): string => `https://${name.includes(':') ? `[${name}]` : name}:${port}`;
