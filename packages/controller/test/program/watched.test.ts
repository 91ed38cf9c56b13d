// Watched from outside: what Prometheus reads, what a load balancer asks, what a receiver of traces is sent.

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ask } from '../api/support/http.ts';
import { aFolder, freePort, serve, serveIn } from './support.ts';

const text = async (port: number, path: string): Promise<{ readonly status: number; readonly body: string }> => {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  return { status: answer.status, body: await answer.text() };
};

/** Debian's own checker of the format, which also knows the conventions of names. */
const promtool = async (metrics: string): Promise<string> =>
  await new Promise((resolve, reject) => {
    const child = execFile('promtool', ['check', 'metrics'], (error, stdout, stderr) => {
      if (error !== null && error.code !== 1 && error.code !== 3)
        reject(new Error('promtool did not run', { cause: error }));
      else resolve(stdout + stderr);
    });
    child.stdin?.end(metrics);
  });

it('tells its figures to a token, and without one on loopback alone', async () => {
  const data = join(await aFolder(), 'data');
  const watch = await freePort();
  const served = await serve(data, await freePort(), '--metrics', `127.0.0.1:${watch}`);
  const ca = await readFile(join(data, 'authority.pem'), 'utf8');
  const asked = async (headers: Readonly<Record<string, string>>) =>
    await ask({ port: served.port, ca, method: 'GET', path: '/metrics', headers });
  expect((await asked({})).status).toBe(401);
  const told = await asked({ authorization: `Bearer ${served.token}` });
  expect(told.status).toBe(200);
  expect(told.headers['content-type']).toContain('text/plain; version=0.0.4');

  expect(await text(watch, '/readyz')).toEqual({ status: 200, body: 'ready\n' });
  expect(await text(watch, '/livez')).toEqual({ status: 200, body: 'live\n' });
  expect((await text(watch, '/api/v1/hosts')).status).toBe(404);
  await expect
    .poll(async () => (await text(watch, '/metrics')).body)
    .toContain('slipway_loop_failures_total{loop="cut"} 0');
  const { body } = await text(watch, '/metrics');
  for (const line of [
    'slipway_store_up 1',
    'slipway_hosts{mode="adopted"} 0',
    'slipway_queue_length{queue="plans"} 0',
  ]) {
    expect(body).toContain(line);
  }
  expect(body).toMatch(/^slipway_certificate_end_timestamp_seconds\{certificate="listener"\} \d+$/m);
  expect(body).toMatch(/^slipway_store_bytes [1-9]\d+$/m);
  expect(body).not.toMatch(/^slipway_backup_last_timestamp_seconds/m);
  expect(body).toMatch(/^slipway_backup_known 0$/m);
  // What the library itself names against the conventions is not ours to change.
  const words = (await promtool(body)).split('\n').filter((line) => line.startsWith('slipway_'));
  expect(words).toEqual([]);
});

it('sends traces where the environment says, with what a request did within it', async () => {
  const bodies: string[] = [];
  const receiver = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (request.url === '/v1/traces' && request.headers['x-key'] === 'k')
        bodies.push(Buffer.concat(parts).toString());
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  onTestFinished(() => void receiver.close());
  const address = receiver.address();
  const at = typeof address === 'object' && address !== null ? address.port : 0;
  const data = join(await aFolder(), 'data');
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${at}`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-key=k',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test',
  };
  const served = await serveIn(environment, data, await freePort());
  const ca = await readFile(join(data, 'authority.pem'), 'utf8');
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const headers = { authorization: `Bearer ${served.token}`, traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
  const answer = await ask({ port: served.port, ca, method: 'GET', path: '/api/v1/hosts', headers });
  expect(answer.status).toBe(200);
  served.child.kill('SIGTERM');
  expect(await served.ended()).toBe(0);

  const spans = bodies.flatMap((body) => spansIn(body));
  const ours = spans.filter((span) => span.traceId === traceId);
  const request = ours.find(({ name }) => name === 'GET /api/v1/hosts');
  expect(request?.parentSpanId).toBe('00f067aa0ba902b7');
  expect(ours.filter(({ name }) => name === 'store read').map(({ parentSpanId }) => parentSpanId)).toContain(
    request?.spanId,
  );
  expect(spans.map(({ name }) => name)).toContain('loop knowledge');
  expect(bodies.join('')).toContain('slipway-controller');
  expect(bodies.join('')).toContain('deployment.environment');
  expect(bodies.join('')).not.toContain(served.token ?? 'no token');
});

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

const spansIn = (body: string): readonly Span[] => {
  const { resourceSpans } = JSON.parse(body) as {
    readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
  };
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
};
