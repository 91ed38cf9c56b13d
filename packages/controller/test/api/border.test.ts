// What stands before every route: sizes, numbers, faults.

import { endpoints } from '@slipway/protocol/api';
import { afterEach, describe, expect, it } from 'vitest';
import { CAPACITIES } from '../../src/api/border/index.ts';
import type { Store } from '../../src/ports/index.ts';
import { enrolAgent } from './support/agent.ts';
import { clientOf } from './support/api.ts';
import { type RunningController, startController } from './support/controller.ts';
import { ask } from './support/http.ts';

describe('the border', () => {
  let controller: RunningController;
  afterEach(async () => await controller.close());

  it('turns requests away beyond its capacity, with the time after which to come again, and takes them later', async () => {
    controller = await startController({ capacities: { ...CAPACITIES, held: 1 } });
    const agent = await enrolAgent(controller);
    await agent.sendInventory();
    const { inventoryDigest } = await import('@slipway/core/inventory');
    const { anInventory, sha256 } = await import('@slipway/testkit/builders');
    const quiet = { inventoryDigest: inventoryDigest(anInventory(), sha256), waitSeconds: 20 };
    const held = agent.checkIn(quiet);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const turnedAway = await agent.checkIn();
    expect(turnedAway).toMatchObject({ status: 429, json: { code: 'overloaded' } });
    expect(Number(turnedAway.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    // Others have a capacity of their own.
    await clientOf(controller).call(endpoints.hosts.list);
    controller.app.ports.nudge.notify(`host:${agent.hostId}`);
    expect((await held).status).toBe(200);
    expect((await agent.checkIn()).status).toBe(200);
  });

  it('gives a place back when the other side goes away before the answer', async () => {
    controller = await startController({ capacities: { ...CAPACITIES, held: 1 } });
    const agent = await enrolAgent(controller);
    await agent.sendInventory();
    const { Agent } = await import('node:https');
    const line = new Agent({ keepAlive: false });
    const { inventoryDigest } = await import('@slipway/core/inventory');
    const { anInventory, sha256 } = await import('@slipway/testkit/builders');
    const { aCheckIn } = await import('./support/agent.ts');
    const quiet = aCheckIn({ inventoryDigest: inventoryDigest(anInventory(), sha256), waitSeconds: 20 });
    const gone = agent
      .ask({
        method: 'POST',
        path: '/agent/v1/check-in',
        body: JSON.stringify(quiet),
        headers: { 'content-type': 'application/json' },
        agent: line,
      })
      .catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await agent.checkIn()).status).toBe(429);
    line.destroy();
    expect(await gone).toBeInstanceOf(Error);
    await expect.poll(async () => (await agent.checkIn()).status, { timeout: 5000 }).toBe(200);
  });

  it('tells nothing of its inside when something breaks, and logs it under the number that it tells', async () => {
    let broken = false;
    const wrapStore = (store: Store): Store => ({
      ...store,
      read: async (work) => {
        if (broken) throw new Error('the disk said EIO at block 42');
        return await store.read(work);
      },
    });
    controller = await startController({ wrapStore });
    broken = true;
    const answer = await clientOf(controller).refused('internal-error', endpoints.hosts.list);
    expect(answer.status).toBe(500);
    const text = answer.bytes.toString('utf8');
    expect(text).not.toMatch(/EIO|block 42|\.ts|at /);
    const { facts } = answer.json as { readonly facts: { readonly requestId: string } };
    expect(controller.logged()).toContain(facts.requestId);
    expect(controller.logged()).toContain('block 42');
    const health = await clientOf(controller, null).ask(endpoints.controller.health);
    expect(health).toMatchObject({ status: 503, json: { live: true, ready: false, standing: 'store-not-readable' } });
    broken = false;
  });

  it.each([
    ['an address that leads nowhere', 'GET', '/api/v1/nothing', 404, 'not-found'],
    ['a method that is none', 'PATCH', '/api/v1/hosts', 404, 'not-found'],
    ['an address that cannot be read', 'GET', '/api/v1/hosts/%zz', 400, 'input-invalid'],
    ['an address out of bounds', 'GET', `/agent/v1/content/${'x'.repeat(300)}`, 400, 'input-invalid'],
  ])('says so for %s', async (_what, method, path, status, code) => {
    controller = await startController();
    const { port, authority: ca } = controller;
    expect(await ask({ port, ca, method, path })).toMatchObject({ status, json: { code } });
  });

  it('answers what is not HTTP in the same form, and closes', async () => {
    controller = await startController();
    const { connect } = await import('node:tls');
    const told = await new Promise<string>((resolve, reject) => {
      const socket = connect({ port: controller.port, host: '127.0.0.1', ca: controller.authority });
      let text = '';
      socket.on('data', (chunk) => {
        text += String(chunk);
      });
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
      socket.write('hello\r\n\r\n');
    });
    expect(told).toContain('application/problem+json');
    expect(told).toContain('"code":"input-invalid"');
  });

  it('refuses a body that is too large for its route', async () => {
    controller = await startController();
    const body = { state: 'stopped', filling: 'x'.repeat(2 * 1024 * 1024) };
    const refused = await clientOf(controller).refused('input-too-large', endpoints.switch.set, { body });
    expect(refused.status).toBe(413);
  });

  it('is not ready where its store can be read and not written, and is again', async () => {
    let full = false;
    const wrapStore = (store: Store): Store => ({
      ...store,
      write: async (work) => {
        if (full) throw new Error('no space left');
        return await store.write(work);
      },
    });
    controller = await startController({ wrapStore });
    full = true;
    const health = async () => await clientOf(controller, null).ask(endpoints.controller.health);
    expect(await health()).toMatchObject({ status: 503, json: { ready: false, standing: 'store-not-writable' } });
    full = false;
    expect(await health()).toMatchObject({ status: 200, json: { ready: true, standing: 'ready' } });
  });

  it('tells an agent that is ahead of it to wait for its controller', async () => {
    controller = await startController();
    const { aCheckIn } = await import('./support/agent.ts');
    const agent = await enrolAgent(controller);
    const body = JSON.stringify({ ...aCheckIn(), protocol: 2, whatCameSince: true });
    const headers = { 'content-type': 'application/json' };
    const answer = await agent.ask({ method: 'POST', path: '/agent/v1/check-in', body, headers });
    expect(answer).toMatchObject({ status: 400, json: { code: 'agent-newer-than-controller' } });
    expect((answer.json as { readonly title: string }).title).toMatch(/version 2 .* knows 1\. Controllers go first/);
  });

  it('answers health and the description to anybody', async () => {
    controller = await startController();
    const health = await clientOf(controller, null).call(endpoints.controller.health);
    expect(health).toEqual({ live: true, ready: true, standing: 'ready' });
    const version = await clientOf(controller).call(endpoints.controller.version);
    expect(version).toMatchObject({ version: '0.0.0-test', agentProtocol: 1, restoredAt: null });
  });

  it('speaks no TLS older than 1.2', async () => {
    controller = await startController();
    const { connect } = await import('node:tls');
    const outcome = await new Promise((resolve) => {
      const socket = connect({
        port: controller.port,
        host: '127.0.0.1',
        ca: controller.authority,
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      });
      socket.on('secureConnect', () => resolve('connected'));
      socket.on('error', () => resolve('refused'));
    });
    expect(outcome).toBe('refused');
  });
});
