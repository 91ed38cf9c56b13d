import { once } from 'node:events';
import { Agent } from 'node:https';
import { connect } from 'node:tls';
import { inventoryDigest } from '@slipway/core/inventory';
import { anInventory, sha256 } from '@slipway/testkit/builders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCheckIn, enrolAgent } from './support/agent.ts';
import { type RunningController, startController } from './support/controller.ts';
import { json } from './support/http.ts';

describe('the line of an agent', () => {
  let controller: RunningController;
  beforeAll(async () => {
    // The shortest wait is a tenth of the interval: whichever moment of it is the host's own, it comes again in minutes.
    controller = await startController({ store: 'memory', idleCheckInSeconds: 3600 });
  });
  afterAll(async () => await controller.close());

  it('is kept for who has something to do, and let go of who comes again in minutes', async () => {
    const known = await enrolAgent(controller);
    const lines = new Agent({ keepAlive: true });
    const said = aCheckIn({ inventoryDigest: inventoryDigest(anInventory(), sha256) });
    const asked = { method: 'POST', path: '/agent/v1/check-in', agent: lines, ...json(said) };
    const first = await known.ask(asked);
    await known.sendInventory();
    const second = await known.ask(asked);
    expect([first, second].map(({ headers }) => headers['connection'])).toEqual(['keep-alive', 'close']);
    lines.destroy();
  });

  it('has a session that outlasts the slowest interval of check-ins', async () => {
    const socket = connect({ host: '127.0.0.1', port: controller.port, ca: controller.authority });
    const [session] = (await once(socket, 'session')) as [Buffer];
    socket.destroy();
    // d2i_SSL_SESSION(3): the hint of its lifetime is field 9, an integer of seconds.
    expect(session.includes(Buffer.from([0xa9, 4, 2, 2, 3600 >> 8, 3600 & 0xff]))).toBe(true);
  });
});
