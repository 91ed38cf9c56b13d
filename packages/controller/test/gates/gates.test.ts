// The gates of a rollout from its first host to its second: the real loops over a store in memory, hosts that answer, and a
// system outside behind real HTTP on the loopback.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openMemoryStore } from '@slipway/controller/store/memory';
import { NO_ZONES } from '@slipway/core/calendar';
import { asHostId, asRolloutId } from '@slipway/core/ids';
import type { GateCondition } from '@slipway/core/policy';
import { type Reading, type ReadingSubject, readingIdOf } from '@slipway/core/reading';
import type { RolloutHost } from '@slipway/core/rollout';
import { addSeconds, type Instant } from '@slipway/core/time';
import { sha256, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, anApproval, anEnvelope, aRollout, aStoredPlan } from '@slipway/testkit/store-rows';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openProbes } from '../../src/adapters/probes/index.ts';
import {
  type App,
  explainRollout,
  lookAtGates,
  lookAtRollouts,
  receiveReadings,
  shownGates,
} from '../../src/app/index.ts';

const [FIRST, SECOND] = [asHostId('host-1'), asHostId('host-2')];
const ROLLOUT = asRolloutId('rollout-1');

/** A Prometheus that says one number, or breaks off; it remembers how often it was asked. */
const prometheus = async () => {
  const says = { value: '0' as string | null, asked: 0, meanwhile: async (): Promise<unknown> => undefined };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    says.asked += 1;
    request.resume();
    await says.meanwhile();
    if (says.value === null) response.destroy();
    else response.end(`{"status":"success","data":{"resultType":"scalar","result":[1,"${says.value}"]}}`);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { says, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

const host = (hostId: RolloutHost['hostId'], wave: number, phase: RolloutHost['phase']): RolloutHost => ({
  ...{ hostId, wave, phase, since: THE_MORNING, attemptId: null, reason: null, step: null },
});

/** The first host is done, the second waits behind the gate. */
const world = async (
  conditions: readonly GateCondition[],
  options: {
    readonly soakSeconds?: number;
    readonly first?: RolloutHost['phase'];
    readonly second?: RolloutHost['phase'];
  } = {},
) => {
  const store = openMemoryStore();
  const { plan, hostPlans } = aStoredPlan([FIRST, SECOND]);
  const gates = { soakSeconds: options.soakSeconds ?? 0, person: 'not-asked', conditions } as const;
  const wave = { kind: 'rest', group: null } as const;
  const waves = [FIRST, SECOND].map((hostId) => ({ ...wave, hosts: [hostId], gates }));
  const planned = { ...plan, header: { ...plan.header, waves } };
  const clock = { at: THE_MORNING };
  const nudged: string[] = [];
  const errors: unknown[] = [];
  const ports = {
    store,
    sha256,
    zones: NO_ZONES,
    clock: { now: () => clock.at },
    nudge: { notify: (subject: string) => nudged.push(subject) },
    log: { error: (_text: string, data: unknown) => errors.push(data), warn: () => undefined },
    probes: openProbes({ credentialsFolder: '/nonexistent' }),
    signing: { sign: async () => anEnvelope('application/vnd.slipway.start-grant+json;version=1', 'grant') },
  };
  const app = { ports, options: { owner: 'one' } } as unknown as App;
  await store.write(async ({ approvals, fleet, outbox, plans, rollouts }) => {
    for (const [at, hostId] of [FIRST, SECOND].entries()) {
      const record = aHostRecord({ hostId });
      const readyFor = planned.header.hostPlans[at]?.digest ?? null;
      const contact = { ...record.contact!, capabilities: ['apt/1', 'readings/1'], readyFor };
      await fleet.addHost({ ...record, hostname: `web-${at + 1}`, contact });
    }
    await outbox.putAudience({ name: 'team', kind: 'mail', to: ['ada@example.invalid'] });
    await plans.addPlan(planned, hostPlans);
    await approvals.addApproval(anApproval(planned));
    const two = [host(FIRST, 0, options.first ?? 'done'), host(SECOND, 1, options.second ?? 'waiting')];
    const untouched = { settledAt: null, passedAt: null, goOnBy: null };
    await rollouts.addRollout(
      aRollout({
        ...{ rolloutId: ROLLOUT, planDigest: plan.digest, hosts: two, waves: [untouched, untouched] },
        lastWave: 'gated',
      }),
    );
  });
  const go = async (seconds: number): Promise<void> => {
    clock.at = addSeconds(clock.at, seconds);
    // Hosts are heard all the time.
    await store.write(async ({ fleet }) => {
      for (const hostId of [FIRST, SECOND]) {
        const heard = (await fleet.host(hostId))!;
        const contact = { ...heard.value.contact!, seenAt: clock.at };
        await fleet.saveHost({ ...heard, value: { ...heard.value, contact } });
      }
    });
    await lookAtRollouts(app);
    await lookAtGates(app);
    await lookAtRollouts(app);
    expect(errors).toEqual([]);
  };
  const second = async (): Promise<string> => {
    const explained = await explainRollout(app, ROLLOUT);
    if (!explained.ok) throw new Error(explained.reason.code);
    const why = explained.value.waiting.find(({ hostId }) => hostId === SECOND)?.reason;
    const { phase } = explained.value.rollout.hosts[1]!;
    return phase === 'waiting' ? `${why?.code} ${why?.facts['gate'] ?? ''}`.trim() : phase;
  };
  const readings = async () => await store.read(async ({ rollouts }) => await rollouts.gateReadings(ROLLOUT));
  const rollout = async () => (await store.read(async ({ rollouts }) => await rollouts.rollout(ROLLOUT)))!;
  const told = async () =>
    (await store.read(async ({ outbox }) => await outbox.events({ after: null, limit: 10 }))).items;
  return { app, store, clock, nudged, go, second, readings, rollout, told, header: planned.header };
};

const errors = (url: string): GateCondition => ({
  ...{ name: 'errors', kind: 'prometheus-query', url, query: 'errors', must: { be: 'below', value: '0.5' } },
});

describe('a gate on what a system outside says', () => {
  it('lets the next wave begin once it is open, and keeps what it was opened by', async () => {
    const { says, url } = await prometheus();
    says.value = '0.7';
    const { go, second, readings, rollout, header } = await world([errors(url)]);
    await go(60);
    expect(await second()).toBe('gate-closed errors');
    expect(await readings()).toMatchObject([
      { wave: 0, name: 'errors', state: 'closed', found: '0.7, must be below 0.5' },
    ]);
    says.value = '0.49';
    await go(29);
    expect([await second(), says.asked]).toEqual(['gate-closed errors', 1]);
    await go(1);
    expect([await second(), says.asked]).toEqual(['granted', 2]);
    const { value } = await rollout();
    expect(shownGates(value, header, await readings())).toEqual([
      {
        ...{ wave: 0, name: 'errors', kind: 'prometheus-query', state: 'open' },
        ...{ found: '0.49, below 0.5', at: addSeconds(THE_MORNING, 90) },
      },
    ]);
    // Passed: nobody is asked any more, and what stands stays what it was.
    says.value = '9';
    await go(600);
    expect([says.asked, (await readings())[0]?.state]).toEqual([2, 'open']);
  });

  it('stays closed while it cannot be read, and people hear of it once, after ten minutes', async () => {
    const { says, url } = await prometheus();
    says.value = null;
    const { go, second, told, nudged } = await world([errors(url)]);
    for (let minute = 0; minute < 10; minute += 1) await go(60);
    expect([await second(), await told()]).toEqual(['gate-unreadable errors', []]);
    await go(60);
    const [event, ...others] = await told();
    expect(event).toMatchObject({
      eventId: `gate-closed.rollout-1.1.errors.${addSeconds(THE_MORNING, 60)}`,
      kind: 'gate-closed',
      environments: ['prod'],
      content: { rollout: 'rollout-1', environment: 'prod', wave: 1, gates: [{ name: 'errors' }] },
    });
    expect([others, nudged.includes('notify')]).toEqual([[], true]);
    for (let minute = 0; minute < 20; minute += 1) await go(60);
    expect(await told()).toHaveLength(1);
    says.value = '0';
    await go(60);
    expect(await second()).toBe('granted');
  });

  it('that opened and closed again while somebody was waited for is told anew', async () => {
    const { says, url } = await prometheus();
    const never: GateCondition = { name: 'page', kind: 'http', url: 'http://127.0.0.1:1/', status: 200 };
    const { go, told } = await world([errors(url), never]);
    const minutes = async (count: number): Promise<void> => {
      for (let minute = 0; minute < count; minute += 1) await go(60);
    };
    says.value = '9';
    await minutes(12);
    says.value = '0';
    await minutes(1);
    says.value = '9';
    await minutes(12);
    const gates = (await told()).map(({ content }) =>
      ('gates' in content ? content.gates : []).map(({ name }) => name),
    );
    // Newest first: each run of being closed once.
    expect(gates).toEqual([['errors'], ['errors', 'page']]);
  });

  it('is read while the wave soaks, seldom, and at the end of it', async () => {
    const { says, url } = await prometheus();
    const { go, second } = await world([errors(url)], { soakSeconds: 850 });
    const asked: number[] = [];
    await go(0);
    for (const seconds of [10, 289, 1, 299, 1, 249, 1]) {
      asked.push(says.asked);
      await go(seconds);
    }
    expect([asked, says.asked]).toEqual([[1, 1, 1, 2, 2, 3, 3], 4]);
    expect(await second()).toBe('granted');
  });

  it('is read behind the last wave too, and ends the rollout, whose gates say why it has not ended', async () => {
    const { says, url } = await prometheus();
    says.value = '9';
    const { app, go, rollout, readings, header } = await world([errors(url)], { second: 'done' });
    const ending = async () => {
      const explained = await explainRollout(app, ROLLOUT);
      return explained.ok ? (explained.value.ending?.code ?? null) : null;
    };
    await go(60);
    expect([(await rollout()).value.state, await ending()]).toEqual(['running', 'gate-closed']);
    says.value = '0';
    // The gate of the first wave opens, and that of the last is read at once.
    await go(60);
    await go(0);
    const { value } = await rollout();
    expect([value.state, await ending()]).toEqual(['completed', null]);
    expect(shownGates(value, header, await readings()).map(({ wave, state }) => [wave, state])).toEqual([
      [0, 'open'],
      [1, 'open'],
    ]);
  });

  it('is read behind hosts that have all ended though the rollout was paused: it holds nobody', async () => {
    const { says, url } = await prometheus();
    says.value = '0';
    const { go, store, rollout } = await world([errors(url)], { second: 'done' });
    const { revision, value } = await rollout();
    await store.write(
      async ({ rollouts }) => await rollouts.saveRollout({ revision, value: { ...value, state: 'paused' } }),
    );
    await go(60);
    await go(0);
    expect((await rollout()).value.state).toBe('completed');
  });

  it('is not read while the rollout is paused, and anew once it goes on', async () => {
    const { says, url } = await prometheus();
    says.value = '9';
    const { go, second, store, rollout } = await world([errors(url)]);
    const become = async (state: 'paused' | 'running') => {
      const { revision, value } = await rollout();
      await store.write(async ({ rollouts }) => await rollouts.saveRollout({ revision, value: { ...value, state } }));
    };
    await go(60);
    await become('paused');
    says.value = '0';
    await go(600);
    expect(says.asked).toBe(1);
    await become('running');
    await go(0);
    expect([says.asked, await second()]).toEqual([2, 'granted']);
  });

  it('is read again where the clock has gone back, and opens by that', async () => {
    const { says, url } = await prometheus();
    says.value = '9';
    const { go, second } = await world([errors(url)]);
    await go(7200);
    await go(-3600);
    expect([says.asked, await second()]).toEqual([2, 'gate-closed errors']);
    says.value = '0';
    await go(30);
    expect(await second()).toBe('granted');
  });

  it('was so when it was asked, however long the answer took', async () => {
    const { says, url } = await prometheus();
    const { go, clock, readings } = await world([errors(url)]);
    const askedAt = addSeconds(THE_MORNING, 60);
    says.meanwhile = async () => {
      clock.at = addSeconds(askedAt, 9);
    };
    await go(60);
    expect(await readings()).toMatchObject([{ at: askedAt, askedAt }]);
  });

  it.each([
    ['the rollout is paused', { state: 'paused' }],
    ['its wave is unsettled', { waves: [0, 1].map(() => ({ settledAt: null, passedAt: null, goOnBy: null })) }],
    ['another controller takes over', null],
  ] as const)('says nothing where %s while it is asked', async (_what, change) => {
    const { says, url } = await prometheus();
    const { go, store, clock, rollout, readings, second } = await world([errors(url)]);
    says.meanwhile = async () => {
      const { revision, value } = await rollout();
      await store.write(async ({ rollouts }) => {
        if (change !== null) await rollouts.saveRollout({ revision, value: { ...value, ...change } });
        else await rollouts.claim(`gate:${ROLLOUT}`, 'two', addSeconds(clock.at, 121), addSeconds(clock.at, 300));
      });
    };
    await go(60);
    expect([says.asked, await readings()]).toEqual([1, []]);
    expect(await second()).not.toBe('granted');
  });

  it('that another controller reads is left to it', async () => {
    const { says, url } = await prometheus();
    const { go, store, clock } = await world([errors(url)]);
    await store.write(async ({ rollouts }) => {
      await rollouts.claim(`gate:${ROLLOUT}`, 'two', clock.at, addSeconds(clock.at, 120));
    });
    await go(60);
    expect(says.asked).toBe(0);
    await go(61);
    expect(says.asked).toBe(1);
  });
});

describe('a gate on what hosts say', () => {
  const disk: GateCondition = { name: 'disk', kind: 'plug-in', plugIn: 'check_disk', parameters: {}, worst: 'ok' };
  const SUBJECT: ReadingSubject = { kind: 'plug-in', plugIn: 'check_disk', parameters: {} };
  const said = async (app: App, hostId: typeof FIRST, state: Reading['state'], takenAt: Instant): Promise<void> => {
    const reading = { state, text: `DISK ${state}`, takenAt, exit: 0, modifiedAt: null };
    await receiveReadings(app, hostId, {
      protocol: 1,
      readings: [{ readingId: readingIdOf(SUBJECT, sha256), ...reading }],
    });
  };

  it("asks the wave's own hosts, and opens by what they said after it had settled", async () => {
    const { app, go, second, nudged, clock, readings } = await world([disk]);
    await go(60);
    expect(await second()).toBe('gate-unreadable disk');
    expect(nudged).toContain(`host:${FIRST}`);
    await said(app, FIRST, 'ok', THE_MORNING);
    await go(60);
    expect(await second()).toBe('gate-unreadable disk');
    await said(app, FIRST, 'warning', clock.at);
    await go(60);
    expect([await second(), (await readings())[0]?.found]).toEqual([
      'gate-closed disk',
      'web-1 is warning: DISK warning',
    ]);
    await said(app, FIRST, 'ok', clock.at);
    await go(60);
    expect(await second()).toBe('granted');
  });

  it('asks whom a selector means, whoever is of the wave, and is closed where that is nobody', async () => {
    const { app, go, second, clock, readings, store } = await world([{ ...disk, hosts: 'role = monitor' }]);
    await go(60);
    expect([await second(), (await readings())[0]?.found]).toEqual([
      'gate-unreadable disk',
      'no host is selected by `role = monitor`',
    ]);
    const monitor = aHostRecord({ hostId: 'monitor', labels: { role: 'monitor' } });
    await store.write(async ({ fleet }) => await fleet.addHost(monitor));
    await go(60);
    expect((await readings())[0]?.found).toBe('monitor has not answered: its agent is too old to read plug-ins');
    await store.write(async ({ fleet }) => {
      const contact = { ...monitor.contact!, capabilities: ['readings/1'] };
      await fleet.saveHost({ revision: 1, value: { ...monitor, contact } });
    });
    await go(60);
    expect((await readings())[0]?.found).toBe('monitor has not answered: it is asked with its check-ins');
    await said(app, monitor.hostId, 'ok', clock.at);
    await go(60);
    expect(await second()).toBe('granted');
  });

  it('has nothing to look at where no host of the wave was changed', async () => {
    const { go, second } = await world([disk], { first: 'excused' });
    await go(60);
    expect(await second()).toBe('granted');
  });
});
