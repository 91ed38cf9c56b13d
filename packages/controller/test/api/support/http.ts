// Requests as another program makes them: node:https, the authority verified, a client certificate where one is given.

import { type Agent, request } from 'node:https';
import { pipeline, Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly bytes: Buffer;
  /** The body as JSON, `null` where there is none. */
  readonly json: unknown;
  /** The TLS session was resumed, not made anew. */
  readonly resumed: boolean;
}

export interface Ask {
  readonly port: number;
  readonly ca: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  readonly certificate?: { readonly key: string; readonly cert: string };
  /** Without one each request has a connection of its own. */
  readonly agent?: Agent;
}

export const ask = async (options: Ask): Promise<Answer> =>
  await new Promise((resolve, reject) => {
    const { port, ca, method, path, headers = {}, body, certificate, agent } = options;
    const sent = request(
      { host: '127.0.0.1', port, ca, method, path, headers, ...certificate, agent: agent ?? false },
      (response) => {
        const resumed = (response.socket as TLSSocket).isSessionReused();
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          const isJson = /json/.test(response.headers['content-type'] ?? '');
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            bytes,
            json: isJson && bytes.length > 0 ? JSON.parse(bytes.toString('utf8')) : null,
            resumed,
          });
        });
      },
    );
    sent.on('error', reject);
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) sent.end(body);
    else pipeline(Readable.from(body), sent, (error) => error && reject(error));
  });

export const json = (
  value: unknown,
): { readonly body: string; readonly headers: Readonly<Record<string, string>> } => ({
  body: JSON.stringify(value),
  headers: { 'content-type': 'application/json' },
});
