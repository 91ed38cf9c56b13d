import { describe, expect, it } from 'vitest';
import { demoAnswers, demoHost, page } from './support/demo-answers.ts';
import { type Answers, stubs } from './support/index.ts';

const withStub = stubs();

const unknown: Answers[string] = ({ params }) => ({
  status: 404,
  reason: { code: 'not-found', facts: { what: 'host', id: params['hostId'] ?? '' } },
});

describe('a host is named', () => {
  const twins = page([demoHost('host-2', { hostname: 'app1' }), demoHost('host-3', { hostname: 'app1' })]);
  const refresh: Answers[string] = ({ params }) => ({ value: demoHost(params['hostId'] ?? '') });

  it('by its id or its hostname', async () => {
    await withStub({ ...demoAnswers(), refreshHost: refresh }, async (stub) => {
      const { exitCode, written } = await stub.run([
        'host',
        'refresh',
        'app1',
        'lb1.example',
        'app1.example',
        '--json',
      ]);
      expect(exitCode).toBe(0);
      // Named twice is meant once.
      expect(JSON.parse(written.out)).toMatchObject([{ hostId: 'app1' }, { hostId: 'lb1' }]);
    });
  });

  it('by a hostname that two have: refused with both ids, and nothing is asked of either', async () => {
    await withStub({ listHosts: () => twins, refreshHost: refresh }, async (stub) => {
      const { exitCode, written } = await stub.run(['host', 'refresh', 'app1']);
      expect(exitCode).toBe(2);
      expect(written.err).toContain('2 hosts are called "app1": host-2, host-3. Name one by its id.');
      expect(stub.asked).not.toContain('refreshHost');
    });
  });

  it('by its id, even where another host has that for a hostname', async () => {
    const list = page([demoHost('host-2', { hostname: 'host-3' }), demoHost('host-3', { hostname: 'x' })]);
    await withStub({ listHosts: () => list, refreshHost: refresh }, async (stub) => {
      const { written } = await stub.run(['host', 'refresh', 'host-3', '--json']);
      expect(JSON.parse(written.out)).toMatchObject([{ hostId: 'host-3' }]);
    });
  });

  it('by its id, where it is retired and in no list any more', async () => {
    const detail = {
      host: demoHost('host-9', { hostname: 'gone' }),
      contact: null,
      generation: 0,
      inventory: null,
      currentPlan: null,
      rollout: null,
      reasons: [],
    };
    const event = { hostId: 'host-9', at: '2026-11-21T08:00:00.000Z', event: { kind: 'retired', by: 'kim' } };
    const answers: Answers = {
      listHosts: () => page([]),
      showHost: () => ({ value: detail }),
      listHostHistory: () => page([event]),
    };
    await withStub(answers, async (stub) => {
      const { exitCode, written } = await stub.run(['host', 'history', 'host-9']);
      expect(exitCode).toBe(0);
      expect(written.out).toMatch(/ retired +kim$/m);
    });
  });

  it('with quotes in it: they end no text of the selector', async () => {
    let selector: string | undefined;
    const listHosts: Answers[string] = ({ query }) => {
      selector = query['selector'];
      return page([]);
    };
    await withStub({ listHosts }, async (stub) => {
      expect(await stub.run(['host', 'show', 'a" or mode = "adopted'])).toMatchObject({ exitCode: 1 });
      expect(selector).toBe('hostname = "a\\" or mode = \\"adopted"');
    });
  });
});

describe('several hosts', () => {
  it('are each asked, also after one was refused, and the refusal is the exit code', async () => {
    const adoptHost: Answers[string] = ({ params }) =>
      params['hostId'] === 'app1'
        ? { status: 409, reason: { code: 'host-busy', facts: { rollout: 'rollout-2' } } }
        : { value: demoHost(params['hostId'] ?? '') };
    await withStub({ ...demoAnswers(), adoptHost }, async (stub) => {
      const { exitCode, written } = await stub.run(['host', 'adopt', 'app1', 'lb1']);
      expect([exitCode, written.err]).toEqual([
        1,
        'slipway: app1.example (app1): The host is in rollout rollout-2, which has not ended. [host-busy]\n',
      ]);
      expect(written.out).toContain('lb1.example (lb1) shall be adopted');
    });
  });

  it('are none of them touched where one is not known', async () => {
    const answers = { ...demoAnswers(), showHost: unknown, leaveHost: () => ({ value: demoHost('app1') }) };
    await withStub(answers, async (stub) => {
      expect(await stub.run(['host', 'leave', 'app1', 'nobody'])).toMatchObject({ exitCode: 1 });
      expect(stub.asked).not.toContain('leaveHost');
    });
  });
});

it('retiring asks first', async () => {
  const answers: Answers = { ...demoAnswers(), retireHost: () => ({ value: demoHost('app1') }) };
  await withStub(answers, async (stub) => {
    expect(await stub.run(['host', 'retire', 'app1'])).toMatchObject({ exitCode: 2 });
    expect(await stub.run(['host', 'retire', 'app1'], { answers: ['no'] })).toMatchObject({ exitCode: 1 });
    expect(stub.asked).not.toContain('retireHost');
    expect(await stub.run(['host', 'retire', 'app1'], { answers: ['yes'] })).toMatchObject({ exitCode: 0 });
  });
});

describe('a host that does not answer', () => {
  const call = { kind: 'out-of-band', by: 'kim', hook: 'bmc', status: 0, output: 'Kernel panic', reason: null };
  const callHostOutOfBand: Answers[string] = ({ body }) => ({ value: { ...call, ...(body as object) } });

  it('is reached by its console, and what it says is printed', async () => {
    await withStub({ ...demoAnswers(), callHostOutOfBand }, async (stub) => {
      const { exitCode, written } = await stub.run(['host', 'out-of-band', 'app1']);
      expect([exitCode, written.out]).toEqual([0, 'Kernel panic\nconsole by bmc: status 0\n']);
    });
  });

  it('is switched off only after a question, and a hook that failed is a failure', async () => {
    const failing: Answers[string] = () => ({ value: { ...call, action: 'power-cycle', status: 3, output: '' } });
    await withStub({ ...demoAnswers(), callHostOutOfBand: failing }, async (stub) => {
      const words = ['host', 'out-of-band', 'app1', 'power-cycle'];
      expect(await stub.run(words, { answers: ['no'] })).toMatchObject({ exitCode: 1 });
      expect(stub.asked).not.toContain('callHostOutOfBand');
      const { exitCode, written } = await stub.run([...words, '--yes']);
      expect([exitCode, written.out]).toEqual([1, 'power-cycle by bmc: status 3\n']);
      expect(await stub.run(['host', 'out-of-band', 'app1', 'explode'])).toMatchObject({ exitCode: 2 });
    });
  });
});

it('labels are set and removed among those that the host has', async () => {
  const labels = { environment: 'prod', cluster: 'shop', staging: 'yes' };
  let sent: unknown;
  const answers: Answers = {
    listHosts: () => page([demoHost('app1', { labels })]),
    labelHost: ({ body }) => {
      sent = body;
      return { value: demoHost('app1', (body as { labels: Record<string, string> }) ?? {}) };
    },
  };
  await withStub(answers, async (stub) => {
    const { written } = await stub.run(['host', 'label', 'app1', 'cluster=mail', 'owner=kim', '--remove', 'staging']);
    expect(sent).toEqual({ labels: { environment: 'prod', cluster: 'mail', owner: 'kim' } });
    expect(written.out).toBe('app1.example (app1): environment=prod cluster=mail owner=kim\n');
    expect(await stub.run(['host', 'label', 'app1'])).toMatchObject({ exitCode: 2 });
    expect(await stub.run(['host', 'label', 'app1', 'owner'])).toMatchObject({ exitCode: 2 });
  });
});

it('host list never shows a number for what nobody knows', async () => {
  const list = page([
    demoHost('host-2', { hostname: 'app1', stopped: true }),
    demoHost('host-3', {
      hostname: 'app2',
      environment: null,
      mode: { wanted: 'adopted', reported: 'observed' },
      seenAt: null,
      pending: null,
      reboot: null,
      barred: { code: 'host-restored', facts: {} },
    }),
  ]);
  await withStub({ listHosts: () => list }, async (stub) => {
    const { written } = await stub.run(['host', 'list']);
    expect(written.out).toBe(
      [
        'HOST  ID      ENVIRONMENT  MODE                 SEEN     UPDATES  SECURITY  REBOOT      NOTES',
        'app1  host-2  prod         adopted              0 s ago        4         4  not-needed  stopped on the host',
        'app2  host-3  -            observed -> adopted  never    unknown   unknown  unknown     The host finds itself restored to an earlier moment; it starts nothing until reconciled. [host-restored]',
        '',
      ].join('\n'),
    );
    expect(JSON.parse((await stub.run(['host', 'list', '--json'])).written.out)).toHaveLength(2);
  });
});

it('lists are asked for to their end, page by page', async () => {
  const listHosts: Answers[string] = ({ query }) => {
    const at = Number((query['after'] ?? 'cursor 0').slice('cursor '.length));
    return { value: { items: [demoHost(`host-${at}`)], next: at < 4 ? `cursor ${at + 1}` : null } };
  };
  await withStub({ listHosts }, async (stub) => {
    expect(JSON.parse((await stub.run(['host', 'list', '--json'])).written.out)).toHaveLength(5);
    expect(stub.asked).toHaveLength(5);
  });
});

it('why says what is pending and who says what stands in its way', async () => {
  const answer = {
    hostId: 'app1',
    hostname: 'app1.example',
    package: 'openssl',
    state: 'held-up',
    pending: [{ name: 'openssl', architecture: 'amd64', from: '1', to: '2', security: true }],
    reasons: [
      { source: 'host', id: null, package: null, reason: { code: 'host-observed', facts: { host: 'app1' } } },
      { source: 'rollout', id: 'rollout-2', package: null, reason: { code: 'waiting-for-wave', facts: { wave: 2 } } },
    ],
  };
  await withStub({ ...demoAnswers(), explainHost: () => ({ value: answer }) }, async (stub) => {
    const { exitCode, written } = await stub.run(['why', 'app1', 'openssl']);
    expect(exitCode).toBe(0);
    expect(written.out).toContain('openssl on app1.example (app1) is held up.\n');
    expect(written.out).toMatch(/^openssl +amd64 +1 +2 +security$/m);
    expect(written.out).toMatch(/^rollout-2 +- +Its wave, number 2, has not begun\. \[waiting-for-wave\]$/m);
  });
});

it('text of a host steers nobody’s terminal', async () => {
  const list = page([demoHost('host-2', { hostname: 'app1\u001b[2J\u202e' })]);
  await withStub({ listHosts: () => list }, async (stub) => {
    const { written } = await stub.run(['host', 'list']);
    expect(written.out).toContain('app1\u{FFFD}[2J\u{FFFD}');
  });
});
