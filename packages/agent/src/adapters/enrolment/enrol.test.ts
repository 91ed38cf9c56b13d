// A real TLS listener on the loopback address, with certificates made by OpenSSL, that answers as a dying controller does.

import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf, type TrustRoot } from '@slipway/core/document';
import { asHostId } from '@slipway/core/ids';
import type { EnrolReply, EnrolRequest } from '@slipway/protocol/agent';
import { sha256, THE_MORNING } from '@slipway/testkit/builders';
import { newSigner, sealed, verify } from '@slipway/testkit/signer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enrolHost } from './index.ts';

type Answer = (response: ServerResponse) => void;

const REQUEST: EnrolRequest = {
  protocol: 1,
  token: 'slipway_once',
  hostname: 'app1',
  machineIdDigest: sha256(Buffer.from('app1')),
  agentVersion: '0.1.0',
  capabilities: [],
  certificateRequest: 'a request',
};

let folder: string;
let server: Server;
/** To enrolment requests, one after the other; the last one for ever. */
let answers: readonly Answer[] = [];
let asked: string[] = [];
let enrol: () => ReturnType<typeof enrolHost>;
let reply: EnrolReply;

const json =
  (status: number, body: object): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const enrolled: Answer = (response) => json(201, reply)(response);
const dies: Answer = (response) => void response.destroy();
/** After it has begun to answer. */
const breaksOff: Answer = (response) => {
  response.writeHead(201, { 'content-length': 1000 });
  response.write('{"protocol":', () => response.destroy());
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'enrol-'));
  const pem = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const openssl = (...args: readonly string[]): void => {
    execFileSync('/usr/bin/openssl', args, { cwd: folder, stdio: 'pipe' });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...key, '-days', '2', '-subj', '/CN=authority', '-keyout', 'ca.key', '-out', 'ca.pem');
  openssl('req', ...key, '-subj', '/CN=controller', '-keyout', 'its.key', '-out', 'its.csr');
  writeFileSync(join(folder, 'its.ext'), 'subjectAltName=IP:127.0.0.1\n');
  const issue = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-days', '2', '-extfile', 'its.ext'];
  openssl('x509', '-req', '-in', 'its.csr', ...issue, '-out', 'its.pem');
  const authority = pem('ca.pem');
  const signer = newSigner();
  const root: TrustRoot = {
    schema: 'slipway.trust-root/1',
    version: 1,
    issuedAt: THE_MORNING,
    keys: [signer.key],
    roles: {
      controller: { keyIds: [signer.keyId], threshold: 1 },
      approver: { keyIds: [], threshold: 0 },
    },
    authorityFingerprint: sha256(new X509Certificate(authority).raw),
  };
  const trustRoots = [sealed('application/vnd.slipway.trust-root+json;version=1', root, [signer])];
  reply = { protocol: 1, hostId: asHostId('host-app1'), certificate: 'a certificate', authority, trustRoots };
  server = createServer({ key: pem('its.key'), cert: pem('its.pem') }, (request, response) => {
    if (request.url === '/agent/v1/trust') return json(200, { protocol: 1, authority, trustRoots })(response);
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.once('end', () => {
      const [answer = dies, ...later] = answers;
      if (later.length > 0) answers = later;
      asked.push(body);
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const controller = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  enrol = async () => {
    asked = [];
    const trustDigest = digestOf(root, sha256);
    return await enrolHost({ controller, trustDigest, request: REQUEST, crypto: { sha256, verify } });
  };
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

it.each([
  ['its controller dies', dies],
  ['its controller dies while it answers', breaksOff],
  ['the store is away', json(503, { code: 'store-unreachable', title: 'The store cannot be reached.' })],
])('is asked again with the very same request where %s', { timeout: 60_000 }, async (_when, first) => {
  answers = [first, enrolled];
  expect(await enrol()).toMatchObject({ ok: true, value: { reply: { hostId: reply.hostId } } });
  expect(asked).toEqual([JSON.stringify(REQUEST), JSON.stringify(REQUEST)]);
});

it('is not asked again where it was refused', async () => {
  answers = [json(401, { code: 'token-unknown', title: 'This token is not known.' }), enrolled];
  expect(await enrol()).toMatchObject({ ok: false, reason: { code: 'enrolment-refused' } });
  expect(asked).toHaveLength(1);
});

it('is given up with what was wrong last', { timeout: 60_000 }, async () => {
  answers = [dies, json(503, { title: 'The store cannot be reached.' })];
  expect(await enrol()).toMatchObject({
    ok: false,
    reason: { code: 'controller-unreachable', facts: { detail: 'The store cannot be reached.' } },
  });
  expect(asked.length).toBeGreaterThan(2);
});
