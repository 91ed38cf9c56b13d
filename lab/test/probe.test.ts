import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { askPage, judge } from '../src/probe/ask-page.ts';
import { type Asked, parseAsked, summarize } from '../src/probe/asked.ts';

const asked = (at: number, tookMs: number, failure: Asked['failure'] = null): Asked => ({
  at,
  lateMs: 0,
  tookMs,
  host: failure === null ? `app${(at / 100) % 2 === 0 ? 2 : 1}` : null,
  failure,
  detail: null,
});

test('summary: counts, hosts, latency of good answers alone', () => {
  const summary = summarize([asked(0, 2), asked(100, 4), asked(200, 5_000, 'timed-out'), asked(300, 6)]);
  expect(summary).toMatchObject({ asked: 4, failed: 1, failures: { 'timed-out': 1 }, byHost: { app2: 1, app1: 2 } });
  expect(summary.latencyMs).toEqual({ p50: 4, p99: 6, max: 6 });
  expect(summary.spanMs).toBe(300);
});

test('the longest gap counts from the first question and to the last answer', () => {
  expect(summarize([]).longestGapMs).toBe(0);
  expect(summarize([asked(0, 5), asked(100, 5), asked(200, 5)]).longestGapMs).toBe(100);
  const away = [asked(0, 1, 'connect-refused'), asked(100, 1, 'connect-refused'), asked(200, 1, 'connect-refused')];
  expect(summarize(away)).toMatchObject({ longestGapMs: 201, latencyMs: null, failed: 3 });
  expect(summarize([asked(0, 0), asked(100, 1, 'connection-lost'), asked(900, 0)]).longestGapMs).toBe(900);
});

test('a half-written last line is no question', () => {
  expect(parseAsked(JSON.stringify(asked(1, 2)))).toEqual(asked(1, 2));
  for (const line of ['', '{"at": 1', '{}', 'null', '42']) expect(parseAsked(line)).toBeNull();
});

test.each([
  ['HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\npage served by app1', { host: 'app1', failure: null }],
  ['HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nhello\n', { host: null, failure: 'bad-answer' }],
  ['HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\npage served by app1', { host: null, failure: 'connection-lost' }],
  ['HTTP/1.1 503 Service Unavailable\r\n\r\n', { host: null, failure: 'bad-answer' }],
  ['HTTP/1.1 200 OK\r\nContent-Le', { host: null, failure: 'connection-lost' }],
  ['', { host: null, failure: 'connection-lost' }],
])('judged: %j', (text, expected) => {
  expect(judge(text)).toMatchObject(expected);
});

async function listening(serve: (socket: Socket) => void): Promise<{ listener: Server; port: number }> {
  const listener = createServer(serve).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  return { listener, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

test('a real answer, a refusal and a reset are told apart', async () => {
  const good = await listening((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\nserved by app1'));
  });
  expect(await askPage({ address: '127.0.0.1', port: good.port })).toMatchObject({ host: 'app1', failure: null });
  good.listener.close();
  await once(good.listener, 'close');
  expect(await askPage({ address: '127.0.0.1', port: good.port })).toMatchObject({ failure: 'connect-refused' });

  const rude = await listening((socket) => socket.once('data', () => socket.resetAndDestroy()));
  expect(await askPage({ address: '127.0.0.1', port: rude.port })).toMatchObject({ failure: 'connection-lost' });
  rude.listener.close();
});

test('a service that takes the question and never answers fails in its time, not never', async () => {
  const open = new Set<Socket>();
  const mute = await listening((socket) => open.add(socket));
  const startedAt = performance.now();
  expect(await askPage({ address: '127.0.0.1', port: mute.port })).toMatchObject({ failure: 'timed-out' });
  expect(performance.now() - startedAt).toBeGreaterThan(4_900);
  for (const socket of open) socket.destroy();
  mute.listener.close();
});
