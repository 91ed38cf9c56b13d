import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { openAcceptors } from '../../src/api/acceptors.ts';

const LINES = 64;

let server: Server;
let close: () => Promise<void> = async () => undefined;
const lines: Socket[] = [];

afterEach(async () => {
  for (const line of lines.splice(0)) line.destroy();
  await Promise.all([close(), new Promise((resolve) => server.close(resolve))]);
});

/** In how many turns of the loop the server took as many lines as were opened in one. */
const turnsFor = async (acceptors: number): Promise<number> => {
  server = createServer({ pauseOnConnect: true });
  const taken: Socket[] = [];
  server.removeAllListeners('connection');
  server.on('connection', (socket) => void taken.push(socket as Socket));
  server.listen({ port: 0, host: '127.0.0.1', reusePort: true });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  close = await openAcceptors(server, { address: '127.0.0.1', port }, { count: acceptors, connectionsMax: LINES });
  lines.push(...Array.from({ length: LINES }, () => connect(port, '127.0.0.1')));
  let turns = 0;
  for (let before = 0; taken.length < LINES; before = taken.length) {
    await new Promise((resolve) => setImmediate(resolve));
    if (taken.length > before) turns += 1;
  }
  lines.push(...taken);
  return turns;
};

it('takes a line for each socket in a turn of the loop, where one socket takes one', async () => {
  expect(await turnsFor(15)).toBeLessThan(LINES / 2);
});

it('is what one socket does not do: should Node ever take all at once, nobody needs this any more', async () => {
  expect(await turnsFor(0)).toBe(LINES);
});

it('takes no lines once it is closed', async () => {
  await turnsFor(3);
  const { port } = server.address() as AddressInfo;
  for (const line of lines.splice(0)) line.destroy();
  await Promise.all([close(), new Promise((resolve) => server.close(resolve))]);
  const late = connect(port, '127.0.0.1');
  lines.push(late);
  const [error] = await once(late, 'error').catch((refusal: unknown) => [refusal]);
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });
});
