// A listener with a real controller's certificate that answers what a test says. Every request is held against
// protocol's schemas and every answer too: a command that asks what no controller takes fails here, and so does a test
// that answers what none would say.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { explain, type Reason } from '@slipway/core/reasons';
import { allEndpoints, type Endpoint, readAnswer } from '@slipway/protocol/api';
import { connectTo } from '../../src/connection/index.ts';
import { type MemoryTerminal, memoryTerminal } from '../../src/in-process/index.ts';
import { run } from '../../src/run.ts';
import { zonesOfRuntime } from '../../src/zones.ts';
import type { ControllerProcess } from './controller-process.ts';

export interface Request {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export type Answer = { readonly status: number; readonly reason: Reason } | { readonly value: unknown };

/** By endpoint name; each may answer as it likes by what it is asked. */
export type Answers = Readonly<Record<string, (request: Request, response: ServerResponse) => Answer | 'handled'>>;

export interface Stub {
  readonly url: string;
  /** Endpoint names in the order in which they were asked. */
  readonly asked: readonly string[];
  run(words: readonly string[], given?: Parameters<typeof memoryTerminal>[0]): Promise<StubRun>;
  close(): Promise<void>;
}

export interface StubRun {
  readonly exitCode: number;
  readonly written: MemoryTerminal['written'];
}

/** All instants of a test lie around this one. */
const NOW = new Date('2026-11-21T08:00:00.000Z');

export const startStub = async (controller: ControllerProcess, answers: Answers): Promise<Stub> => {
  const asked: string[] = [];
  const { key, certificate } = controller.listener;
  const server = createServer({ key, cert: certificate }, (request, response) => {
    void serve(request, response, { answers, asked });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    run: async (words, given) => await runAgainst({ url, authority: controller.authority }, words, given),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** The program in this process, against whatever listens there. */
export const runAgainst = async (
  { url, authority }: { readonly url: string; readonly authority: string },
  words: readonly string[],
  given?: Parameters<typeof memoryTerminal>[0],
): Promise<StubRun> => {
  const terminal = memoryTerminal(given);
  const api = connectTo({ url, token: 'a-token', authority });
  const exitCode = await run(words, {
    terminal,
    environment: {},
    now: () => NOW,
    sleep: async (ms) => await sleep(ms),
    zones: zonesOfRuntime,
    api: async () => api,
  });
  api.close();
  return { exitCode, written: terminal.written };
};

const serve = async (
  request: IncomingMessage,
  response: ServerResponse,
  { answers, asked }: { readonly answers: Answers; readonly asked: string[] },
): Promise<void> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const found = endpointOf(request);
  const say = found === null ? undefined : answers[found.endpoint.name];
  if (found === null || say === undefined) {
    return refuse(response, 500, { code: 'internal-error', facts: { requestId: `${request.method} ${request.url}` } });
  }
  asked.push(found.endpoint.name);
  const heard: Request = { ...found, body: body === '' ? undefined : JSON.parse(body) };
  const wrong = problemOf(found.endpoint, heard);
  if (wrong !== null)
    return refuse(response, 400, { code: 'input-invalid', facts: { what: 'request', detail: wrong } });
  const answer = say(heard, response);
  if (answer === 'handled') return;
  if ('reason' in answer) return refuse(response, answer.status, answer.reason);
  response.writeHead(found.endpoint.status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer.value));
};

const endpointOf = (request: IncomingMessage) => {
  const url = new URL(request.url ?? '/', 'https://stub');
  for (const endpoint of allEndpoints) {
    const pattern = new RegExp(`^${endpoint.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    const match = pattern.exec(url.pathname);
    if (match === null || endpoint.method !== request.method) continue;
    const params = Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    return { endpoint, params, query: Object.fromEntries(url.searchParams) };
  }
  return null;
};

/** What a real controller would refuse. Text of a query is what its schema makes of it: numbers and booleans. */
const problemOf = (endpoint: Endpoint, { params, query, body }: Request): string | null => {
  const typed = Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, /^(\d+|true|false)$/.test(value) ? JSON.parse(value) : value]),
  );
  const parts = [
    [endpoint.params, params],
    [endpoint.query, typed],
    [endpoint.body, body],
  ] as const;
  for (const [schema, value] of parts) {
    if (schema === null) continue;
    if (schema === endpoint.body && value === undefined && endpoint.method === 'POST') continue;
    const read = readAnswer({ ...endpoint, answer: schema }, value);
    if (!read.ok) return explain(read.reason);
  }
  return null;
};

const refuse = (response: ServerResponse, status: number, reason: Reason): void => {
  response.writeHead(status, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', title: explain(reason), status, ...reason }));
};
