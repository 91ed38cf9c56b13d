// A real TLS listener on the loopback address, with certificates made by OpenSSL.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { asDigest } from '@slipway/core/ids';
import type { LedgerMessage } from '@slipway/protocol/agent';
import { aCheckIn, aCheckInReply } from '@slipway/testkit/builders';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createHttpsLink, LinkDown } from './index.ts';

type Handler = (request: IncomingMessage, body: Buffer, response: ServerResponse) => void;

const DIGEST = asDigest(`sha256:${'a'.repeat(64)}`);
const CHECK_IN = aCheckIn();
const REPLY = aCheckInReply();

describe('createHttpsLink', () => {
  let folder: string;
  let server: Server;
  let handler: Handler;
  let sockets: TLSSocket[] = [];

  const pem = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const openssl = (...args: readonly string[]): void => {
    execFileSync('/usr/bin/openssl', args, { cwd: folder, stdio: 'pipe' });
  };
  const authority = (name: string): void =>
    openssl(
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.pem`],
    );
  const issue = (name: string, extensions: string): void => {
    writeFileSync(join(folder, `${name}.ext`), extensions);
    openssl(
      ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', `/CN=${name}`],
      ...['-keyout', `${name}.key`, '-out', `${name}.csr`],
    );
    openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', 'authority.pem', '-CAkey', 'authority.key', '-days', '2'],
      ...['-extfile', `${name}.ext`, '-out', `${name}.pem`],
    );
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'https-link-'));
    authority('authority');
    authority('stranger');
    issue('controller', 'subjectAltName=IP:127.0.0.1\n');
    issue('elsewhere', 'subjectAltName=DNS:elsewhere.example\n');
    issue('host', 'extendedKeyUsage=clientAuth\n');
    server = createServer({
      key: pem('controller.key'),
      cert: pem('controller.pem'),
      ca: pem('authority.pem'),
      requestCert: true,
      rejectUnauthorized: true,
    });
    server.on('secureConnection', (socket) => sockets.push(socket));
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => handler(request, Buffer.concat(chunks), response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    sockets = [];
    server.setSecureContext({ key: pem('controller.key'), cert: pem('controller.pem'), ca: pem('authority.pem') });
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  const link = (change: Partial<Parameters<typeof createHttpsLink>[0]> = {}) =>
    createHttpsLink({
      controller: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
      authority: pem('authority.pem'),
      certificate: pem('host.pem'),
      key: pem('host.key'),
      ...change,
    });
  const answering = (status: number, body: string, type = 'application/json'): Handler => {
    return (_request, _body, response) => {
      response.writeHead(status, { 'content-type': type }).end(body);
    };
  };
  const failureOf = async (call: Promise<unknown>): Promise<unknown> =>
    await call.then(
      () => null,
      (error: unknown) => error,
    );
  const messageOf = async (call: Promise<unknown>): Promise<string> => {
    const failure = await failureOf(call);
    return failure instanceof LinkDown ? failure.message : 'no LinkDown';
  };

  it('checks in with the host’s certificate and answers with a checked message', async () => {
    let seen: { readonly url?: string; readonly body: unknown; readonly subject: unknown } | null = null;
    handler = (request, body, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      seen = { url: request.url ?? '', body: JSON.parse(body.toString('utf8')), subject: subject.CN };
      response.end(JSON.stringify(REPLY));
    };
    expect(await link().checkIn(CHECK_IN)).toEqual(REPLY);
    expect(seen).toEqual({ url: '/agent/v1/check-in', body: CHECK_IN, subject: 'host' });
  });

  it.each([
    ['429 with seconds', 429, '7', 7],
    ['503 with seconds', 503, '120', 120],
    ['a date, which is by another clock', 503, 'Fri, 31 Dec 1999 23:59:59 GMT', null],
    ['nothing', 503, null, null],
  ])('says when to come again: %s', async (_what, status, retryAfter, comeAgainSeconds) => {
    handler = (_request, _body, response) => {
      response.writeHead(status, retryAfter === null ? {} : { 'retry-after': retryAfter }).end();
    };
    expect(await failureOf(link().checkIn(CHECK_IN))).toMatchObject({ name: 'LinkDown', comeAgainSeconds });
  });

  it('keeps its line open, and takes its session up again after the line was cut', async () => {
    handler = answering(200, JSON.stringify(REPLY));
    const one = link();
    await one.checkIn(CHECK_IN);
    await one.checkIn(CHECK_IN);
    expect(sockets).toHaveLength(1);
    const closed = new Promise((resolve) => sockets[0]?.once('close', resolve));
    sockets[0]?.end();
    await closed;
    const isAnswered = async (): Promise<boolean> => {
      try {
        await one.checkIn(CHECK_IN);
        return true;
      } catch {
        // The line that was cut may be noticed by the first call after it only; the reporter tries again, too.
        return false;
      }
    };
    await expect.poll(isAnswered).toBe(true);
    expect(sockets.at(-1)?.isSessionReused()).toBe(true);
  });

  it('packs what is long, and only that', async () => {
    const bodies: { readonly encoding: string | undefined; readonly text: string }[] = [];
    handler = (request, body, response) => {
      const encoding = request.headers['content-encoding'];
      bodies.push({ encoding, text: (encoding === 'gzip' ? gunzipSync(body) : body).toString('utf8') });
      response.end('{"nextSequence":1}');
    };
    const short = { protocol: 1, entries: [] } as unknown as LedgerMessage;
    const long = { protocol: 1, entries: [], padding: 'x'.repeat(10_000) } as unknown as LedgerMessage;
    await link().sendLedger(short);
    await link().sendLedger(long);
    expect(bodies).toEqual([
      { encoding: undefined, text: JSON.stringify(short) },
      { encoding: 'gzip', text: JSON.stringify(long) },
    ]);
  });

  it('believes no listener of another authority, and none that is called otherwise', async () => {
    handler = answering(200, JSON.stringify(REPLY));
    const strange = await failureOf(link({ authority: pem('stranger.pem') }).checkIn(CHECK_IN));
    expect(strange).toMatchObject({ name: 'LinkDown', cause: expect.any(Error) });
    server.setSecureContext({ key: pem('elsewhere.key'), cert: pem('elsewhere.pem'), ca: pem('authority.pem') });
    expect(await messageOf(link().checkIn(CHECK_IN))).toMatch(/127\.0\.0\.1/);
  });

  it.each([
    ['no JSON', answering(200, 'hello')],
    ['a message of another kind', answering(200, '{"protocol":2}')],
    ['a message with a field of another kind', answering(200, JSON.stringify({ ...REPLY, withdrawn: 'all' }))],
    ['nothing', answering(200, '')],
    ['another status', answering(404, '<html>', 'text/html')],
    [
      'an answer that breaks off',
      (_request, _body, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"protocol":1,');
        setTimeout(() => response.destroy(), 20);
      },
    ],
    ['a line that is cut', (request) => void request.socket.destroy()],
  ] satisfies readonly (readonly [string, Handler])[])('takes %s for no answer', async (_case, wrong) => {
    handler = wrong;
    expect(await failureOf(link().checkIn(CHECK_IN))).toBeInstanceOf(LinkDown);
  });

  it('hands on what a refusal says', async () => {
    const problem = { title: 'Too many requests at the moment; try again in 7 s.', status: 429, code: 'overloaded' };
    handler = answering(429, JSON.stringify(problem), 'application/problem+json');
    expect(await messageOf(link().checkIn(CHECK_IN))).toContain(problem.title);
  });

  it('waits for a silent controller for a bounded time only', async () => {
    handler = () => undefined;
    expect(await messageOf(link({ idleMsMax: 200 }).checkIn(CHECK_IN))).toContain('silent');
  });

  it('says that nobody listens', async () => {
    const failure = await failureOf(link({ controller: 'https://127.0.0.1:1' }).checkIn(CHECK_IN));
    expect(failure).toMatchObject({ name: 'LinkDown', cause: { code: 'ECONNREFUSED' } });
  });

  it('fetches a file as it comes, and says when it broke off', async () => {
    const bytes = Buffer.alloc(300_000, 'slipway');
    handler = (request, _body, response) => {
      expect(request.url).toBe(`/agent/v1/content/${DIGEST}`);
      response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    };
    const chunks: Uint8Array[] = [];
    for await (const chunk of link().fetchContent(DIGEST)) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
    handler = (_request, _body, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 1000));
      setTimeout(() => response.destroy(), 20);
    };
    const broken = (async () => {
      for await (const chunk of link().fetchContent(DIGEST)) expect(chunk.length).toBeGreaterThan(0);
    })();
    expect(await messageOf(broken)).toContain('broke off');
  });

  it('lets go of a file that nobody reads to its end', async () => {
    handler = (_request, _body, response) => {
      response.writeHead(200);
      const pour = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    };
    for await (const chunk of link().fetchContent(DIGEST)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await expect.poll(() => sockets.every((socket) => socket.destroyed)).toBe(true);
  });
});
