import { once } from 'node:events';
import { createServer, get, type Server } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openMeasures } from '../../src/adapters/measures/index.ts';
import { type HandshakeLimits, limitHandshakes } from '../../src/api/border/index.ts';
import type { Measures } from '../../src/ports/index.ts';
import { selfSigned } from './support/self-signed.ts';

/** Beyond what a real one takes on a machine that is busy with other things. */
const HANDSHAKE_MS_MAX = 2000;

const SURROUNDINGS = { freeBytes: null, sizeBytes: null, holdsStore: true, backupAt: null, certificates: [] } as const;

const LIMITS: HandshakeLimits = { atOnce: 1, placeMsMax: 30_000, waitMsMax: 30_000 };

let credentials: Awaited<ReturnType<typeof selfSigned>>;
let server: Server;
const lines: Socket[] = [];

beforeEach(async () => {
  credentials ??= await selfSigned('localhost', '01');
});

afterEach(async () => {
  for (const line of lines.splice(0)) line.destroy();
  if (server.listening) await new Promise((resolve) => server.close(resolve));
});

const listen = async (limits: HandshakeLimits, measures?: Measures): Promise<number> => {
  server = createServer(
    { ...credentials, handshakeTimeout: HANDSHAKE_MS_MAX, pauseOnConnect: true },
    (_request, response) => void response.setHeader('connection', 'close').end('answered'),
  );
  limitHandshakes(server, limits, measures);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

/** Opens a line and says nothing on it. */
const silent = async (port: number): Promise<Socket> => {
  const line = connect(port, '127.0.0.1');
  lines.push(line);
  await once(line, 'connect');
  return line;
};

const ask = async (port: number): Promise<string> =>
  await new Promise((resolve, reject) => {
    // Who the server is matters to none of these.
    const options = { port, host: '127.0.0.1', rejectUnauthorized: false, agent: false };
    get(options, (response) => void text(response).then(resolve, reject)).on('error', reject);
  });

/** Of handshakes; `null`: nothing was measured of them. */
const shown = async (measures: Measures, name: string): Promise<number | null> => {
  const lines = (await measures.exposition({ figures: null, surroundings: SURROUNDINGS })).split('\n');
  const line = lines.find((one) => one.startsWith(`${name}{kind="handshake"} `));
  return line === undefined ? null : Number(line.split(' ').at(-1));
};

it('answers all of many that come together, a few at a time', async () => {
  const port = await listen({ ...LIMITS, atOnce: 2 });
  expect(await Promise.all(Array.from({ length: 40 }, () => ask(port)))).toEqual(Array(40).fill('answered'));
});

it('begins no more than are allowed, and the next one when one is over', async () => {
  const port = await listen(LIMITS);
  const first = await silent(port);
  let isAnswered = false;
  const asked = ask(port).finally(() => {
    isAnswered = true;
  });
  await delay(200);
  expect(isAnswered).toBe(false);
  first.destroy();
  expect(await asked).toBe('answered');
});

it('goes on after one that says nothing, and has said so in its time', async () => {
  const port = await listen(LIMITS);
  const [first, second] = [await silent(port), await silent(port)];
  const closed = [once(first, 'close'), once(second, 'close')];
  expect(await ask(port)).toBe('answered');
  await Promise.all(closed);
});

it('holds nobody up for longer than a place lasts', async () => {
  const port = await listen({ ...LIMITS, placeMsMax: 100 });
  const first = await silent(port);
  expect(await ask(port)).toBe('answered');
  expect(first.closed).toBe(false);
});

it('closes, unheard and counted, who waited for longer than anybody waits', async () => {
  const measures = openMeasures({ version: '0' });
  const port = await listen({ ...LIMITS, waitMsMax: HANDSHAKE_MS_MAX / 4 }, measures);
  await silent(port);
  const late = ask(port);
  await expect.poll(() => shown(measures, 'slipway_http_requests_under_way')).toBe(2);
  await expect(late).rejects.toThrow(/hang up|ECONNRESET|disconnected/);
  expect(await ask(port)).toBe('answered');
  expect(await shown(measures, 'slipway_http_requests_turned_away_total')).toBe(1);
  expect(await shown(measures, 'slipway_http_requests_under_way')).toBe(0);
});

it('lets nobody wait at a server that has closed', async () => {
  const port = await listen(LIMITS);
  const [, second] = [await silent(port), await silent(port)];
  const gone = once(second, 'close');
  const closed = new Promise((resolve) => server.close(resolve));
  await closed;
  expect(await gone).toEqual([false]);
});
