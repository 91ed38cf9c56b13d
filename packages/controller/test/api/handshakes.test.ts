import { once } from 'node:events';
import { createServer, get, type Server } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type HandshakeLimits, limitHandshakes } from '../../src/api/border/index.ts';
import { selfSigned } from './support/self-signed.ts';

/** Beyond what a real one takes on a machine that is busy with other things. */
const HANDSHAKE_MS_MAX = 2000;

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

const listen = async (limits: HandshakeLimits): Promise<number> => {
  server = createServer(
    { ...credentials, handshakeTimeout: HANDSHAKE_MS_MAX, pauseOnConnect: true },
    (_request, response) => void response.setHeader('connection', 'close').end('answered'),
  );
  limitHandshakes(server, limits);
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

it('closes, unheard, who waited for longer than anybody waits', async () => {
  const port = await listen({ ...LIMITS, waitMsMax: HANDSHAKE_MS_MAX / 4 });
  await silent(port);
  await expect(ask(port)).rejects.toThrow(/hang up|ECONNRESET|disconnected/);
  expect(await ask(port)).toBe('answered');
});

it('lets nobody wait at a server that has closed', async () => {
  const port = await listen(LIMITS);
  const [, second] = [await silent(port), await silent(port)];
  const gone = once(second, 'close');
  const closed = new Promise((resolve) => server.close(resolve));
  await closed;
  expect(await gone).toEqual([false]);
});
