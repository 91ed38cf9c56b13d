// A system outside, as a real server on the loopback that remembers what it was asked.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { onTestFinished } from 'vitest';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
export type Answer = (asked: Asked, response: ServerResponse) => void;

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

/** As `answer` says, and remembers what it was asked. */
export const listen = async (
  answer: Answer,
  tls?: { readonly key: Buffer; readonly cert: Buffer },
): Promise<{ readonly url: string; readonly asked: readonly Asked[]; readonly close: () => Promise<void> }> => {
  const asked: Asked[] = [];
  const heard = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url: path = '', headers } = request;
    const one = { method, path, headers, body: await bodyOf(request) };
    asked.push(one);
    answer(one, response);
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => void heard(request, response);
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => (server as Server).listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const { port } = server.address() as AddressInfo;
  return { url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`, asked, close };
};

/** For one test. */
export const serving = async (answer: Answer) => {
  const server = await listen(answer);
  onTestFinished(server.close);
  return server;
};
export const text =
  (status: number, body: string): Answer =>
  (_asked, response) =>
    void response.writeHead(status).end(body);
