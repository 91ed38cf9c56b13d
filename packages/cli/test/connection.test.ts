import { createServer } from 'node:https';
import { type AddressInfo, createServer as createPlainServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ControllerProcess, runAgainst, type Stub, startController, startStub } from './support/index.ts';

let controller: ControllerProcess;
beforeAll(async () => {
  controller = await startController();
});
afterAll(async () => {
  await controller.stop();
});

const withStub = async <T>(answers: Parameters<typeof startStub>[1], use: (stub: Stub) => Promise<T>): Promise<T> => {
  const stub = await startStub(controller, answers);
  try {
    return await use(stub);
  } finally {
    await stub.close();
  }
};

const stopped = { value: { state: 'stopped' } };

describe('how a refusal ends', () => {
  it.each([
    [400, 'selector-invalid', { at: 4, detail: 'expected a value' }, 1],
    [401, 'api-token-unknown', {}, 4],
    [403, 'role-missing', { role: 'operator' }, 4],
    [404, 'not-found', { what: 'host', id: 'x' }, 1],
    [409, 'host-busy', { rollout: 'rollout-2' }, 1],
    [500, 'internal-error', { requestId: 'r' }, 70],
    [507, 'store-full', { path: '/var' }, 1],
  ] as const)('status %d %s', async (status, code, facts, exitCode) => {
    await withStub({ showSwitch: () => ({ status, reason: { code, facts } }) }, async (stub) => {
      const ran = await stub.run(['switch', 'show', '--json']);
      expect(ran.exitCode).toBe(exitCode);
      expect(ran.written.err).toContain(`[${code}]`);
      expect(JSON.parse(ran.written.out)).toEqual({ error: { exitCode, message: expect.any(String), code, facts } });
    });
  });

  it('a code of a newer controller is shown with its facts', async () => {
    const reason = { code: 'of-tomorrow' as 'name-taken', facts: { a: 1 } };
    await withStub({ showSwitch: () => ({ status: 409, reason }) }, async (stub) => {
      const { exitCode, written } = await stub.run(['switch', 'show']);
      expect([exitCode, written.err]).toEqual([1, 'slipway: of-tomorrow {"a":1} [of-tomorrow]\n']);
    });
  });

  it('what is turned away is asked again when the controller says so', async () => {
    let times = 0;
    const showSwitch: Parameters<typeof startStub>[1][string] = (_, response) => {
      times += 1;
      if (times > 2) return stopped;
      response.writeHead(429, { 'content-type': 'application/problem+json', 'retry-after': '0' });
      response.end(JSON.stringify({ code: 'overloaded', facts: { seconds: 0 } }));
      return 'handled';
    };
    await withStub({ showSwitch }, async (stub) => {
      expect((await stub.run(['switch', 'show'])).exitCode).toBe(0);
      expect(times).toBe(3);
    });
  });
});

describe('an answer that none would give', () => {
  it('is named as that, with the place', async () => {
    await withStub({ showSwitch: () => ({ value: { state: 'perhaps' } }) }, async (stub) => {
      const { exitCode, written } = await stub.run(['switch', 'show']);
      expect(exitCode).toBe(70);
      expect(written.err).toContain('answers as no version does that this program knows');
      expect(written.err).toContain('/state');
    });
  });

  it('may say more than is known here', async () => {
    await withStub({ showSwitch: () => ({ value: { state: 'running', of: 'tomorrow' } }) }, async (stub) => {
      expect((await stub.run(['switch', 'show'])).written.out).toBe('Not thrown: rollouts run.\n');
    });
  });

  it('from something that is no controller', async () => {
    const answer: Parameters<typeof startStub>[1][string] = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<html>');
      return 'handled';
    };
    await withStub({ showSwitch: answer }, async (stub) => {
      const { exitCode, written } = await stub.run(['switch', 'show']);
      expect([exitCode, written.err]).toEqual([3, expect.stringContaining('does not speak as a controller does')]);
    });
  });
});

describe('a controller that is not there', () => {
  it('nothing listens', async () => {
    const stub = await startStub(controller, {});
    await stub.close();
    const { exitCode, written } = await stub.run(['switch', 'show']);
    expect([exitCode, written.err]).toEqual([3, expect.stringContaining('nothing listens there')]);
  });

  it('something else listens', async () => {
    const server = createPlainServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('SSH-2.0\r\n');
    });
    const url = await listening(server);
    const { exitCode, written } = await runAgainst({ url, authority: controller.authority }, ['switch', 'show']);
    expect([exitCode, written.err]).toEqual([3, expect.stringContaining('cannot be reached')]);
    server.close();
  });

  it('another controller listens: its certificate is not of the pinned authority, and it hears no token', async () => {
    const other = await startController();
    let heard = false;
    const { key, certificate } = other.listener;
    const server = createServer({ key, cert: certificate }, () => {
      heard = true;
    });
    try {
      const url = await listening(server);
      const { exitCode, written } = await runAgainst({ url, authority: controller.authority }, ['switch', 'show']);
      expect([exitCode, written.err]).toEqual([3, expect.stringContaining('is not the controller that was pinned')]);
      expect(heard).toBe(false);
    } finally {
      server.close();
      await other.stop();
    }
  });
});

const listening = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
