// Over real sockets: the feed's server is a small https server of this test, its certificate made by openssl.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { asInstant } from '@slipway/core/time';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { osvRecord } from '../../test/osv-record.ts';
import { FEED_LIMITS, type FeedReading, type FeedSource, type ReadFeedOptions, readFeed } from '../index.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const root = mkdtempSync(join(tmpdir(), 'feed-transport-'));
const workFolder = join(root);
const key = join(root, 'key.pem');
const certificate = join(root, 'certificate.pem');
const DATE = 'Sun, 01 Nov 2026 08:00:00 GMT';
const CONTENT = osvRecord('DSA-1');

let server: Server;
let plain: Server;
let answer: Answer;
let asked: IncomingMessage[] = [];

beforeAll(async () => {
  execFileSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-keyout', key, '-out', certificate, '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
  ]);
  const listener: Answer = (request, response) => {
    asked.push(request);
    answer(request, response);
  };
  server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, listener);
  plain = createHttpServer(listener);
  for (const one of [server, plain]) await once(one.listen(0, '127.0.0.1'), 'listening');
});

afterAll(() => {
  server.closeAllConnections();
  plain.closeAllConnections();
  server.close();
  plain.close();
  rmSync(root, { recursive: true });
});

beforeEach(() => {
  asked = [];
  answer = (_request, response) => void response.end(CONTENT);
});

const portOf = (one: Server): number => (one.address() as AddressInfo).port;
const at = (path: string): string => `https://localhost:${portOf(server)}/${path}`;

const read = async (more: Partial<FeedSource> = {}, options: Partial<ReadFeedOptions> = {}): Promise<FeedReading> => {
  const reading = await readFeed(
    { name: 'test', kind: 'osv', location: at('feed.json'), release: null, sha256: null, keyring: null, ...more },
    {
      mark: null,
      now: asInstant('2026-11-21T12:00:00.000Z'),
      workFolder,
      authorities: [readFileSync(certificate, 'utf8')],
      ...options,
    },
  );
  if (reading.kind === 'read') await reading.content.close();
  expect(readdirSync(workFolder).filter((name) => name.startsWith('slipway-feed'))).toEqual([]);
  return reading;
};

const codeOf = (reading: FeedReading): string => (reading.kind === 'refused' ? reading.reason.code : reading.kind);
const impatient = { ...FEED_LIMITS, idleMsMax: 200, fetchMsMax: 600 };

test('an unchanged feed costs one conditional request', async () => {
  answer = (request, response) => {
    const known = request.headers['if-none-match'] === '"one"' && request.headers['if-modified-since'] === DATE;
    response.writeHead(known ? 304 : 200, { etag: '"one"', 'last-modified': DATE });
    response.end(known ? undefined : CONTENT);
  };
  const first = await read();
  if (first.kind !== 'read') throw new Error(JSON.stringify(first));
  expect(first.mark).toMatchObject({ etag: '"one"', lastModified: DATE, date: '2026-11-01T08:00:00.000Z' });
  expect(asked[0]?.headers).toMatchObject({ 'accept-encoding': 'identity' });
  expect(await read({}, { mark: first.mark })).toEqual({ kind: 'unchanged', mark: first.mark });
});

test('a server that knows no conditions costs the transfer, and nothing is read again', async () => {
  const first = await read();
  if (first.kind !== 'read') throw new Error(JSON.stringify(first));
  answer = (_request, response) => void response.setHeader('etag', '"late"').end(CONTENT);
  expect(await read({}, { mark: first.mark })).toEqual({ kind: 'unchanged', mark: { ...first.mark, etag: '"late"' } });
});

test('"unchanged" without having been asked is no answer', async () => {
  answer = (_request, response) => void response.writeHead(304).end();
  expect(codeOf(await read())).toBe('feed-unreachable');
});

test('redirects are followed a few times, to https only', async () => {
  answer = (request, response) => {
    const left = Number(/\d+$/.exec(request.url ?? '')?.[0] ?? 0);
    if (left === 0) response.end(CONTENT);
    else response.writeHead(302, { location: `/hop/${left - 1}` }).end();
  };
  expect(codeOf(await read({ location: at('hop/5') }))).toBe('read');
  expect(codeOf(await read({ location: at('hop/6') }))).toBe('feed-unreachable');
  const away =
    (location: string): Answer =>
    (_request, response) =>
      void response.writeHead(301, { location }).end();
  for (const location of [
    `http://127.0.0.1:${portOf(plain)}/`,
    'http://feeds.example/',
    'file:///etc/passwd',
    'https://a:b@localhost/',
  ]) {
    answer = away(location);
    expect(codeOf(await read()), location).toBe('feed-location-refused');
  }
  answer = away('https://');
  expect(codeOf(await read())).toBe('feed-unreachable');
});

test('what ends in the middle is truncated, by its length or its chunks', async () => {
  answer = (_request, response) => {
    response.writeHead(200, { 'content-length': CONTENT.length + 10 });
    response.write(CONTENT, () => response.destroy());
  };
  expect(codeOf(await read())).toBe('feed-truncated');
  answer = (_request, response) => void response.write(CONTENT, () => response.destroy());
  expect(codeOf(await read())).toBe('feed-truncated');
});

test('silence before or within the answer is not waited for', async () => {
  answer = () => undefined;
  expect(codeOf(await read({}, { limits: impatient }))).toBe('feed-timed-out');
  answer = (_request, response) => void response.write('[');
  expect(codeOf(await read({}, { limits: impatient }))).toBe('feed-timed-out');
});

test('nor is a byte now and then, for ever', async () => {
  answer = (_request, response) => {
    const drip = setInterval(() => response.write(' '), 50);
    response.on('close', () => clearInterval(drip));
  };
  const started = performance.now();
  expect(codeOf(await read({}, { limits: { ...impatient, fetchMsMax: 60_000 } }))).toBe('feed-timed-out');
  expect(performance.now() - started).toBeLessThan(3000);
});

test('nor is a slow server beyond the time that all may take', async () => {
  answer = (_request, response) => {
    const stream = setInterval(() => response.write(' '.repeat(2048)), 50);
    response.on('close', () => clearInterval(stream));
  };
  const started = performance.now();
  expect(codeOf(await read({}, { limits: impatient }))).toBe('feed-timed-out');
  expect(performance.now() - started).toBeLessThan(3000);
});

test('more than the limit is neither announced nor sent without end', async () => {
  const limits = { ...FEED_LIMITS, packedBytesMax: 1000 };
  let sentBytes = 0;
  answer = (_request, response) => response.writeHead(200, { 'content-length': 1001 }).flushHeaders();
  expect(codeOf(await read({}, { limits }))).toBe('feed-too-large');
  answer = (_request, response) => {
    const more = (): void => {
      sentBytes += 500;
      if (!response.destroyed && sentBytes < 50_000_000) response.write(' '.repeat(500), more);
    };
    more();
  };
  expect(codeOf(await read({}, { limits }))).toBe('feed-too-large');
  expect(sentBytes).toBeLessThan(50_000_000);
});

test('a status that is no success is told', async () => {
  for (const status of [204, 206, 403, 404, 500, 503]) {
    answer = (_request, response) => void response.writeHead(status).end();
    expect(codeOf(await read()), String(status)).toBe('feed-unreachable');
  }
});

test('an authority that is not trusted, or nobody there, is no feed', async () => {
  expect(codeOf(await read({}, { authorities: [] }))).toBe('feed-unreachable');
  expect(codeOf(await read({ location: 'https://localhost:1/' }))).toBe('feed-unreachable');
  expect(asked).toEqual([]);
});

test('plain http to loopback needs no proof; a body that is sent packed anyway is read', async () => {
  answer = (_request, response) => void response.setHeader('content-encoding', 'gzip').end(gzipSync(CONTENT));
  expect(codeOf(await read({ location: `http://127.0.0.1:${portOf(plain)}/feed.json` }))).toBe('read');
});

test('no proxy of the environment is asked', async () => {
  const proxy = process.env['https_proxy'];
  process.env['https_proxy'] = 'http://127.0.0.1:1';
  try {
    expect(codeOf(await read())).toBe('read');
  } finally {
    if (proxy === undefined) delete process.env['https_proxy'];
    else process.env['https_proxy'] = proxy;
  }
});

test('who stops the fetching gets its own reason', async () => {
  answer = () => undefined;
  const reason = new Error('the controller stops');
  const stop = new AbortController();
  setTimeout(() => stop.abort(reason), 50);
  await expect(read({}, { signal: stop.signal })).rejects.toBe(reason);
});

test('a named pipe that nobody writes is not waited for', async () => {
  const pipe = join(root, 'pipe');
  execFileSync('/usr/bin/mkfifo', [pipe]);
  expect(codeOf(await read({ location: pipe }))).toBe('feed-location-refused');
});

test('the query of an address is not part of its name, and a byte order mark not of its content', async () => {
  answer = (_request, response) => void response.end(`\uFEFF${CONTENT}`);
  expect(codeOf(await read({ location: at('feed.json?token=1') }))).toBe('read');
  writeFileSync(join(root, 'bom.json'), `\uFEFF \n[${CONTENT}]`);
  expect(codeOf(await read({ location: join(root, 'bom.json') }))).toBe('read');
});

/** A repository whose index names the one file to read, beside its own folder as repositories have it. */
const updateinfo = gzipSync(
  `<updates><update type="security" from="x" status="final" version="1"><id>RLSA-2026:1</id><issued date="2026-11-01"/>
  <pkglist><collection short="x"><package name="a" epoch="0" version="1" release="2.el9" arch="x86_64" src="a-1-2.el9.src.rpm">
  <filename>a.rpm</filename></package></collection></pkglist></update></updates>`,
);

const repomd = (sha256: string): string =>
  `<repomd xmlns="http://linux.duke.edu/metadata/repo"><data type="updateinfo"><checksum type="sha256">${sha256}</checksum>
  <location href="repodata/updateinfo.xml.gz"/></data></repomd>`;

test('an index is followed to the file that it names, which must have the hash that it states', async () => {
  const release = { distribution: 'rocky', release: '9' };
  const hash = createHash('sha256').update(updateinfo).digest('hex');
  const served = new Map<string, string | Uint8Array>([['/r/repodata/updateinfo.xml.gz', updateinfo]]);
  answer = (request, response) => {
    const content = served.get(request.url ?? '');
    response.writeHead(content === undefined ? 404 : 200).end(content);
  };
  const folder = join(root, 'repository', 'repodata');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'updateinfo.xml.gz'), updateinfo);
  for (const [index, code] of [
    [repomd(hash), 'read'],
    [repomd('0'.repeat(64)), 'feed-hash-differs'],
    [repomd(hash).replace('updateinfo.xml.gz', 'gone.xml.gz'), 'feed-unreachable'],
  ] as const) {
    served.set('/r/repodata/repomd.xml', index);
    writeFileSync(join(folder, 'repomd.xml'), index);
    for (const location of [at('r/repodata/repomd.xml'), join(folder, 'repomd.xml')])
      expect(codeOf(await read({ kind: 'updateinfo', location, release })), `${code} ${location}`).toBe(code);
  }
});
