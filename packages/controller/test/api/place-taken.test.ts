// Where a controller cannot listen, it says why.

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openListener } from '../../src/api/index.ts';
import { type RunningController, startController } from './support/controller.ts';
import { selfSigned } from './support/self-signed.ts';

const ELSEWHERE = '203.0.113.1';
const other = createServer();
let controller: RunningController;

beforeEach(async () => {
  controller = await startController();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
});

afterEach(async () => {
  await controller.close();
  await new Promise((resolve) => other.close(resolve));
});

const listenAt = async (address: string, port: number) => {
  const { key, cert } = await selfSigned('localhost', '01');
  return await openListener({
    ...{ app: controller.app, credentials: { key, certificateChain: cert }, address, port },
    ...{ name: '127.0.0.1', version: '0.0.0-test' },
  });
};

it('refuses a port that another program has', async () => {
  const { port } = other.address() as AddressInfo;
  const opened = await listenAt('127.0.0.1', port);
  expect(opened).toMatchObject({ ok: false, reason: { code: 'port-in-use', facts: { address: `127.0.0.1:${port}` } } });
});

it('refuses an address that this host does not have', async () => {
  const opened = await listenAt(ELSEWHERE, 0);
  expect(opened).toMatchObject({ ok: false, reason: { code: 'address-refused' } });
});
