import { randomBytes } from 'node:crypto';
import { Agent } from 'node:https';
import { gzipSync } from 'node:zlib';
import { acceptTrustRoot } from '@slipway/core/document';
import type { Digest } from '@slipway/core/ids';
import { inventoryDigest } from '@slipway/core/inventory';
import { parseCheckInReply, parseEnrolReply, parseTrustReply, type TrustReply } from '@slipway/protocol/agent';
import { anInventory, sha256 } from '@slipway/testkit/builders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyEd25519 } from '../../src/adapters/signing-files/verify-ed25519.ts';
import { retireHost, revokeEnrolmentToken } from '../../src/app/index.ts';
import { aCheckIn, enrolAgent, enrolRequest, makeRequest } from './support/agent.ts';
import { type RunningController, type StoreKind, startController } from './support/controller.ts';
import { ask, json } from './support/http.ts';
import { selfSigned } from './support/self-signed.ts';

const PROBLEM = 'application/problem+json; charset=utf-8';
const ADMINISTRATOR = { person: 'ada', roles: ['administrator' as const], teams: [] };

describe.each<StoreKind>(['memory', 'sqlite'])('agent routes over the %s store', (store) => {
  let controller: RunningController;
  beforeAll(async () => {
    controller = await startController({ store });
  });
  afterAll(async () => await controller.close());
  const at = () => ({ port: controller.port, ca: controller.authority });

  describe('enrolment', () => {
    it('shows whom to trust before anything secret is sent', async () => {
      const answer = await ask({ ...at(), method: 'GET', path: '/agent/v1/trust' });
      expect(parseTrustReply(answer.json).ok).toBe(true);
      const { trustRoots, authority } = answer.json as TrustReply;
      const [envelope] = trustRoots;
      const accepted = acceptTrustRoot({
        current: null,
        pinnedDigest: controller.trustDigest,
        envelope: envelope!,
        verify: verifyEd25519,
        sha256,
      });
      expect(accepted).toMatchObject({ ok: true });
      expect(authority).toBe(controller.authority);
    });

    it('makes a host of a token and a request, observed and with the labels of the token', async () => {
      const agent = await enrolAgent(controller, { hostname: 'lb1', labels: { environment: 'dev', part: 'lb' } });
      expect(agent.hostId).toMatch(/^host-[a-z0-9]{8}$/);
      const host = await controller.app.ports.store.read(async ({ fleet }) => await fleet.host(agent.hostId));
      expect(host?.value).toMatchObject({
        hostname: 'lb1',
        labels: { environment: 'dev', part: 'lb' },
        wantedMode: 'observed',
      });
    });

    it('answers as the protocol says', async () => {
      const { certificateRequest } = await makeRequest();
      const message = enrolRequest(await controller.enrolmentSecret(), certificateRequest);
      const answer = await ask({ ...at(), method: 'POST', path: '/agent/v1/enrol', ...json(message) });
      expect(parseEnrolReply(answer.json)).toMatchObject({ ok: true });
    });

    it.each([
      ['unknown', async () => 'slipway_nobody-ever-made-this-one'],
      [
        'used up',
        async () => {
          const secret = await controller.enrolmentSecret({ uses: 1 });
          const { certificateRequest } = await makeRequest();
          await ask({
            ...at(),
            method: 'POST',
            path: '/agent/v1/enrol',
            ...json(enrolRequest(secret, certificateRequest)),
          });
          return secret;
        },
      ],
      [
        'revoked',
        async () => {
          const secret = await controller.enrolmentSecret({ uses: 5 });
          const { store: tokens } = controller.app.ports;
          const { items } = await tokens.read(
            async ({ access }) => await access.enrolmentTokens({ after: null, limit: 1000 }),
          );
          const digest = sha256(new TextEncoder().encode(secret));
          const tokenId = items.find(({ secretDigest }) => secretDigest === digest)?.tokenId ?? '';
          expect(await revokeEnrolmentToken(controller.app, ADMINISTRATOR, tokenId)).toMatchObject({ ok: true });
          return secret;
        },
      ],
      [
        'expired',
        async () => {
          const secret = 'slipway_expired';
          await controller.app.ports.store.write(async ({ access }) => {
            await access.addEnrolmentToken({
              tokenId: 'enrolment-expired',
              secretDigest: sha256(new TextEncoder().encode(secret)),
              labels: {},
              createdBy: 'ada',
              createdAt: '2020-01-01T00:00:00.000Z' as never,
              expiresAt: '2020-01-02T00:00:00.000Z' as never,
              usesLeft: 1,
            });
          });
          return secret;
        },
      ],
    ])('refuses a token that is %s, and makes no host', async (_what, makeToken) => {
      const secret = await makeToken();
      const hosts = async () =>
        (await controller.app.ports.store.read(async ({ fleet }) => await fleet.hosts({ after: null, limit: 1000 })))
          .items.length;
      const before = await hosts();
      const { certificateRequest } = await makeRequest();
      const message = enrolRequest(secret, certificateRequest);
      const answer = await ask({ ...at(), method: 'POST', path: '/agent/v1/enrol', ...json(message) });
      expect(answer).toMatchObject({
        status: 401,
        headers: { 'content-type': PROBLEM },
        json: { type: 'urn:slipway:reason:token-unknown', code: 'token-unknown', status: 401 },
      });
      expect(await hosts()).toBe(before);
    });

    it('does not spend a token on a certificate request that is none', async () => {
      const secret = await controller.enrolmentSecret({ uses: 1 });
      const bad = enrolRequest(secret, 'not a request');
      const refused = await ask({ ...at(), method: 'POST', path: '/agent/v1/enrol', ...json(bad) });
      expect(refused).toMatchObject({ status: 400, json: { code: 'input-invalid' } });
      const good = enrolRequest(secret, (await makeRequest()).certificateRequest);
      const answer = await ask({ ...at(), method: 'POST', path: '/agent/v1/enrol', ...json(good) });
      expect(answer.status).toBe(200);
    });

    it('says what is wrong with a message, by its place', async () => {
      const answer = await ask({
        ...at(),
        method: 'POST',
        path: '/agent/v1/enrol',
        ...json({ protocol: 1, token: 7 }),
      });
      expect(answer).toMatchObject({ status: 400, json: { code: 'document-malformed' } });
      expect(JSON.stringify(answer.json)).toContain('enrolment request');
    });
  });

  describe('who asks', () => {
    it('is nobody without a certificate', async () => {
      const answer = await ask({ ...at(), method: 'POST', path: '/agent/v1/check-in', ...json(aCheckIn()) });
      expect(answer).toMatchObject({ status: 401, json: { code: 'certificate-unknown' } });
    });

    it('is nobody without a certificate on a resumed session, which TLS 1.3 calls authorized', async () => {
      const agent = new Agent({ keepAlive: false, maxCachedSessions: 10 });
      for (let round = 0; round < 3; round += 1) {
        const asked = { ...at(), method: 'POST', path: '/agent/v1/check-in', agent, ...json(aCheckIn()) };
        expect(await ask(asked)).toMatchObject({ status: 401, resumed: round > 0 });
      }
      agent.destroy();
    });

    it('is not whoever shows a certificate of his own making, on a resumed session neither', async () => {
      const known = await enrolAgent(controller);
      const host = await controller.app.ports.store.read(async ({ fleet }) => await fleet.host(known.hostId));
      const certificate = await selfSigned(known.hostId, host!.value.certificateSerial);
      const agent = new Agent({ keepAlive: false, maxCachedSessions: 10 });
      for (let round = 0; round < 3; round += 1) {
        const asked = { ...at(), certificate, method: 'POST', path: '/agent/v1/check-in', agent, ...json(aCheckIn()) };
        expect(await ask(asked)).toMatchObject({
          status: 401,
          json: { code: 'certificate-unknown' },
          resumed: round > 0,
        });
      }
      agent.destroy();
    });

    it("is not the controller's own listener", async () => {
      const listener = await controller.app.ports.authority.issueHostCertificate({
        hostId: 'host-nobody' as never,
        certificateRequest: (await makeRequest()).certificateRequest,
      });
      expect(listener.ok).toBe(true);
      // A certificate of ours that belongs to no enrolled host.
      const { key, certificateRequest } = await makeRequest();
      const issued = await controller.app.ports.authority.issueHostCertificate({
        hostId: 'host-nobody' as never,
        certificateRequest,
      });
      if (!issued.ok) throw new Error('not issued');
      const certificate = { key, cert: issued.value.certificate };
      const asked = { ...at(), certificate, method: 'POST', path: '/agent/v1/check-in', ...json(aCheckIn()) };
      expect(await ask(asked)).toMatchObject({ status: 401, json: { code: 'certificate-unknown' } });
    });

    it('is nobody any more once the host is retired, with the same certificate and connection', async () => {
      const known = await enrolAgent(controller);
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const again = async () =>
        await known.ask({ method: 'POST', path: '/agent/v1/check-in', agent, ...json(aCheckIn()) });
      expect((await again()).status).toBe(200);
      await retireHost(controller.app, ADMINISTRATOR, known.hostId);
      expect(await again()).toMatchObject({ status: 401, json: { code: 'certificate-unknown' } });
      agent.destroy();
    });

    it('is the same host on a resumed session', async () => {
      const known = await enrolAgent(controller);
      const agent = new Agent({ keepAlive: false, maxCachedSessions: 10 });
      for (let round = 0; round < 3; round += 1) {
        const asked = { method: 'POST', path: '/agent/v1/check-in', agent, ...json(aCheckIn()) };
        expect(await known.ask(asked)).toMatchObject({ status: 200, resumed: round > 0 });
      }
      agent.destroy();
    });
  });

  describe('messages', () => {
    it('check-in asks for the whole inventory first, then for none', async () => {
      const agent = await enrolAgent(controller);
      const first = await agent.checkIn();
      expect(parseCheckInReply(first.json).ok).toBe(true);
      expect(first.json).toMatchObject({ wants: { inventory: { form: 'full' }, ledgerFrom: 1 } });
      expect(await agent.sendInventory()).toMatchObject({ status: 200, json: { stored: 'yes' } });
      const digest = inventoryDigest(anInventory(), sha256);
      expect((await agent.checkIn({ inventoryDigest: digest })).json).toMatchObject({
        wants: { inventory: { form: 'none' } },
      });
    });

    it('takes an inventory gzipped', async () => {
      const agent = await enrolAgent(controller);
      const inventory = anInventory();
      const message = { protocol: 1, form: 'full', digest: inventoryDigest(inventory, sha256), inventory };
      const answer = await agent.ask({
        method: 'PUT',
        path: '/agent/v1/inventory',
        body: gzipSync(JSON.stringify(message)),
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      });
      expect(answer).toMatchObject({ status: 200, json: { stored: 'yes' } });
    });

    it.each([
      ['one byte of it changed', (text: string) => text.replace('"automatic":false', '"automatic":true ')],
      ['cut short', (text: string) => text.slice(0, -10)],
      ['not JSON', () => 'hello'],
      ['not UTF-8', () => Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
      ['nothing', () => ''],
    ])('refuses an inventory that is tampered with: %s; what was known stays', async (_what, tamper) => {
      const agent = await enrolAgent(controller);
      await agent.sendInventory();
      const inventory = anInventory();
      const text = JSON.stringify({ protocol: 1, form: 'full', digest: inventoryDigest(inventory, sha256), inventory });
      const answer = await agent.ask({
        method: 'PUT',
        path: '/agent/v1/inventory',
        body: tamper(text),
        headers: { 'content-type': 'application/json' },
      });
      expect(answer.status).toBe(400);
      expect(answer.headers['content-type']).toBe(PROBLEM);
      const stored = await controller.app.ports.store.read(
        async ({ fleet }) => await fleet.inventoryDigest(agent.hostId),
      );
      expect(stored?.digest).toBe(inventoryDigest(inventory, sha256));
    });

    it('refuses an inventory of 100 MB, clearly and before it is read', async () => {
      const agent = await enrolAgent(controller);
      const chunk = Buffer.alloc(1024 * 1024, 0x20);
      let sent = 0;
      const endless = (async function* () {
        for (; sent < 100; sent += 1) yield chunk;
      })();
      const before = process.memoryUsage().rss;
      const streamed = await agent.ask({
        method: 'PUT',
        path: '/agent/v1/inventory',
        body: endless,
        headers: { 'content-type': 'application/json' },
      });
      expect(streamed).toMatchObject({
        status: 413,
        json: { code: 'input-too-large', facts: { what: 'inventory', limit: 16 * 1024 * 1024 } },
      });
      const stated = await agent.ask({
        method: 'PUT',
        path: '/agent/v1/inventory',
        body: Buffer.alloc(100 * 1024 * 1024, 0x20),
        headers: { 'content-type': 'application/json' },
      });
      expect(stated).toMatchObject({ status: 413, json: { facts: { bytes: 100 * 1024 * 1024 } } });
      // Its own 100 MB are this test's; what the controller would have kept comes on top.
      expect(process.memoryUsage().rss - before).toBeLessThan(350 * 1024 * 1024);
      expect((await agent.checkIn()).status).toBe(200);
    });

    it('refuses 100 MB that were packed into 100 kB', async () => {
      const agent = await enrolAgent(controller);
      const answer = await agent.ask({
        method: 'PUT',
        path: '/agent/v1/inventory',
        body: gzipSync(Buffer.alloc(100 * 1024 * 1024, 0x20)),
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      });
      expect(answer).toMatchObject({ status: 413, json: { code: 'input-too-large' } });
    });

    it.each([
      ['not gzip', { 'content-encoding': 'gzip' }, '{}'],
      ['packed in another way', { 'content-encoding': 'br' }, '{}'],
      ['not JSON by its type', { 'content-type': 'text/plain' }, '{}'],
    ])('refuses a body that is %s', async (_what, headers, body) => {
      const agent = await enrolAgent(controller);
      const answer = await agent.ask({
        method: 'PUT',
        path: '/agent/v1/inventory',
        body,
        headers: { 'content-type': 'application/json', ...headers },
      });
      expect(answer).toMatchObject({ status: 400, json: { code: 'input-invalid' } });
    });

    it('drops a proposal that nobody asked for, and refuses one for another patch set', async () => {
      const agent = await enrolAgent(controller);
      const digest = `sha256:${'a'.repeat(64)}`;
      const unable = { protocol: 1, kind: 'unable', reason: { code: 'lock-held', facts: {} } };
      const path = `/agent/v1/proposals/${digest}`;
      expect((await agent.ask({ method: 'PUT', path, ...json(unable) })).status).toBe(204);
      const proposal = {
        schema: 'slipway.proposal/1',
        patchSetDigest: `sha256:${'b'.repeat(64)}`,
        fingerprint: digest,
        changes: [],
        conffiles: [],
        refused: [],
      };
      const other = { protocol: 1, kind: 'proposal', proposal };
      expect(await agent.ask({ method: 'PUT', path, ...json(other) })).toMatchObject({ status: 400 });
      expect((await agent.ask({ method: 'PUT', path: '/agent/v1/proposals/x', ...json(unable) })).status).toBe(400);
    });

    it('answers a held check-in as soon as there is something to say', async () => {
      const agent = await enrolAgent(controller);
      await agent.sendInventory();
      const inventoryKnown = { inventoryDigest: inventoryDigest(anInventory(), sha256), waitSeconds: 20 };
      const begun = performance.now();
      const held = agent.checkIn(inventoryKnown);
      setTimeout(() => controller.app.ports.nudge.notify(`host:${agent.hostId}`), 200);
      expect((await held).status).toBe(200);
      const tookMs = performance.now() - begun;
      expect(tookMs).toBeGreaterThan(150);
      expect(tookMs).toBeLessThan(5000);
    });
  });

  describe('content', () => {
    const bytes = randomBytes(700_000);
    let path: string;
    beforeAll(async () => {
      const stored = await controller.app.ports.content.putBytes(bytes);
      if (!stored.ok) throw new Error(stored.reason.code);
      path = `/agent/v1/content/${stored.value.sha256}`;
    });

    it.each([
      ['whole', {}, 200, bytes],
      ['from a byte on', { range: 'bytes=600000-' }, 206, bytes.subarray(600_000)],
      ['a part', { range: 'bytes=10-19' }, 206, bytes.subarray(10, 20)],
      ['a part beyond its end', { range: 'bytes=699990-800000' }, 206, bytes.subarray(699_990)],
      ['several ranges, which are ignored', { range: 'bytes=0-1,5-6' }, 200, bytes],
    ])('comes %s', async (_how, headers, status, expected) => {
      const agent = await enrolAgent(controller);
      const answer = await agent.ask({ method: 'GET', path, headers });
      expect(answer.status).toBe(status);
      expect(answer.bytes.equals(expected)).toBe(true);
      expect(answer.headers['content-length']).toBe(String(expected.length));
    });

    it('says that a range has nothing, a file is not there, or a name is no digest', async () => {
      const agent = await enrolAgent(controller);
      const beyond = await agent.ask({ method: 'GET', path, headers: { range: 'bytes=700000-' } });
      expect(beyond).toMatchObject({ status: 416, headers: { 'content-range': 'bytes */700000' } });
      const none = `/agent/v1/content/sha256:${'0'.repeat(64)}` satisfies string;
      expect(await agent.ask({ method: 'GET', path: none })).toMatchObject({
        status: 404,
        json: { code: 'not-found' },
      });
      const digest = '..%2f..%2fkeys' as Digest;
      expect((await agent.ask({ method: 'GET', path: `/agent/v1/content/${digest}` })).status).toBe(400);
    });
  });
});
