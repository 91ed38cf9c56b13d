// The gates of a rollout from its first host to its second, by what a system outside says.

import type { GateCondition } from '@slipway/core/policy';
import { addSeconds } from '@slipway/core/time';
import { THE_MORNING } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { explainRollout, shownGates } from '../../src/app/index.ts';

import { prometheus, ROLLOUT, world } from './world.ts';

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
