// How a rollout ends once its hosts have: the gates behind its last wave, and what is no success.

import { describe, expect, it } from 'vitest';
import { at, aWave, EVENING } from '../../test/plans.ts';
import { allowed, aRollout, IN_WAVES, PLANS, phases, why } from '../../test/told-rollout.ts';
import type { WaveReading } from '../gates/index.ts';
import type { GateCondition } from '../policy/index.ts';
import { abortRollout, excuseHost, goOn, pauseRollout, resumeRollout } from './index.ts';
import { END_SECONDS_MAX, SILENCE_SECONDS_MAX } from './limits.ts';

const HOURS = 3600;
const page: GateCondition = { name: 'page', kind: 'http', url: 'https://www.example', status: 200 };
const read = (
  seconds: number,
  state: WaveReading['state'],
  wave = 0,
): { readonly gateReadings: readonly WaveReading[] } => ({
  gateReadings: [{ wave, name: 'page', state, found: 'as found', at: at(seconds) }],
});

/** One wave of all three, which are done after a minute. */
const allDone = (gates: Parameters<typeof aWave>[1]) => {
  const told = aRollout({ header: { waves: [aWave(['a', 'b', 'c'], gates)] } });
  told.look(EVENING);
  for (const host of ['a', 'b', 'c']) told.ends(host, 'done', at(60));
  return told;
};

describe('behind its last wave a rollout', () => {
  it('soaks, and is completed after it', () => {
    const { look } = allDone({ soakSeconds: 600 });
    const soaking = look(at(60));
    expect(soaking).toMatchObject({
      rollout: { state: 'running', endedAt: null },
      waiting: [],
      ending: { code: 'waiting-for-soak', facts: { until: at(660) } },
      lookAgainAt: at(660),
    });
    expect(look(at(659)).rollout.state).toBe('running');
    const over = look(at(660));
    expect(over).toMatchObject({ rollout: { state: 'completed', endedAt: at(660) }, ending: null, lookAgainAt: null });
    expect(over.rollout.waves).toEqual([{ settledAt: at(60), passedAt: at(660), goOnBy: null }]);
  });

  it('waits for its conditions, and keeps what they were found to be', () => {
    const { look } = allDone({ conditions: [page] });
    expect(look(at(60))).toMatchObject({ ending: { code: 'gate-unreadable' }, lookAgainAt: at(120) });
    expect(look(at(90), read(90, 'closed'))).toMatchObject({
      rollout: { state: 'running' },
      ending: { code: 'gate-closed' },
    });
    const over = look(at(120), read(120, 'open'));
    expect(over.rollout).toMatchObject({
      state: 'completed',
      waves: [{ passedOn: [{ name: 'page', state: 'open' }] }],
    });
  });

  it('asks nobody to go on: nobody is left who could begin', () => {
    const { look, header } = allDone({ soakSeconds: 600, person: 'asked' });
    const { rollout } = look(at(60));
    expect(goOn(rollout, { person: 'ada', header })).toMatchObject({
      ok: false,
      reason: { code: 'transition-refused' },
    });
    expect(look(at(660)).rollout.state).toBe('completed');
  });

  it('is over with its last host where an earlier version began it', () => {
    const { look, steer } = allDone({ soakSeconds: 600, conditions: [page] });
    steer((rollout) => {
      const { lastWave: _, ...earlier } = rollout;
      return earlier;
    });
    expect(look(at(60)).rollout).toMatchObject({ state: 'completed', endedAt: at(60) });
  });

  it.each([
    ['paused', (rollout: Parameters<typeof pauseRollout>[0]) => allowed(pauseRollout(rollout, { person: 'ada' }))],
    [
      'resumed',
      (rollout: Parameters<typeof pauseRollout>[0]) => resumed(allowed(pauseRollout(rollout, { person: 'ada' }))),
    ],
  ])('ends all the same where it is %s then: there is nobody to hold', (_what, change) => {
    const { look, steer } = allDone({ soakSeconds: 600 });
    look(at(60));
    steer(change);
    expect(look(at(660)).rollout.state).toBe('completed');
  });

  it('can be aborted while it waits', () => {
    const { look, steer } = allDone({ soakSeconds: 600 });
    look(at(60));
    steer((rollout) => allowed(abortRollout(rollout, { person: 'ada', now: at(61) })));
    expect(look(at(61)).rollout).toMatchObject({ state: 'aborted', reason: { code: 'aborted-by-person' } });
  });

  it('soaks from the end of whoever was changed last, of whatever wave', () => {
    const { look, ends, hear } = aRollout({
      header: { waves: [aWave(['a', 'b']), aWave(['c'], { soakSeconds: 600 })] },
    });
    hear('b', { lastSeenAt: at(-HOURS) });
    look(EVENING);
    ends('a', 'done', at(60));
    hear('c', { lastSeenAt: at(60) });
    expect(phases(look(at(60)))).toBe('a:done b:waiting c:granted');
    ends('c', 'done', at(120));
    // Who is missing holds up no wave; but the rollout is not over while it may come.
    expect(look(at(120)).rollout.waves[1]).toMatchObject({ settledAt: null });
    hear('b', { lastSeenAt: at(1000) });
    expect(phases(look(at(1000)))).toBe('a:done b:granted c:done');
    ends('b', 'done', at(1100));
    expect(look(at(1100)).ending).toMatchObject({ code: 'waiting-for-soak', facts: { until: at(1700) } });
    expect(look(at(1700)).rollout.state).toBe('completed');
  });

  it('has nothing to look at where nobody was changed', () => {
    const { look } = aRollout({
      header: { waves: [aWave(['a', 'b', 'c'], { soakSeconds: 600, conditions: [page] })] },
    });
    expect(phases(look(at(-7200)))).toBe('a:waiting b:waiting c:waiting');
    const over = look(at(9 * HOURS));
    expect(over.rollout).toMatchObject({ state: 'completed', endedAt: at(9 * HOURS) });
    expect(phases(over)).toBe('a:not-begun b:not-begun c:not-begun');
  });
});

describe('a rollout fails', () => {
  it.each(['gone-back', 'isolated'] as const)('when all hosts of its only wave have %s together', (outcome) => {
    const { look, ends } = aRollout();
    look(EVENING);
    for (const host of ['a', 'b', 'c']) ends(host, outcome, at(60));
    expect(look(at(60)).rollout).toMatchObject({
      state: 'failed',
      endedAt: at(60),
      reason: { code: 'stopped-by-budget', facts: { failed: 3, budget: 0 } },
    });
  });

  it('when the budget is spent in its last wave, and not where it is just not', () => {
    for (const [failureBudgetHosts, state] of [
      [0, 'failed'],
      [1, 'completed'],
    ] as const) {
      const { look, ends, hear } = aRollout({ header: { ...IN_WAVES, failureBudgetHosts } });
      for (const [index, host] of ['a', 'b', 'c'].entries()) {
        hear(host, { lastSeenAt: at(index * 100) });
        look(at(index * 100));
        ends(host, host === 'c' ? 'gone-back' : 'done', at(index * 100 + 60));
      }
      expect(look(at(260)).rollout.state).toBe(state);
    }
  });

  it('when it was stopped and nobody resumed it until its windows were over', () => {
    const { look, ends } = aRollout({ header: IN_WAVES });
    look(EVENING);
    ends('a', 'gone-back', at(60));
    expect(look(at(60)).rollout.state).toBe('stopped');
    const over = look(at(9 * HOURS));
    expect([phases(over), over.rollout.state]).toEqual(['a:gone-back b:not-begun c:not-begun', 'failed']);
  });

  it('not where a person has accepted what failed, or the lost host was done after all', () => {
    const { look, ends, hear, steer } = aRollout({ header: { ...IN_WAVES } });
    look(EVENING);
    ends('a', 'gone-back', at(60));
    look(at(60));
    steer(resumed);
    for (const host of ['b', 'c']) {
      hear(host, { lastSeenAt: at(100) });
      look(at(100));
      ends(host, 'done', at(100));
    }
    expect(look(at(100)).rollout.state).toBe('completed');

    const late = aRollout({ header: { waves: [aWave(['a', 'b', 'c'])] } });
    late.look(EVENING);
    for (const host of ['b', 'c']) late.ends(host, 'done', at(SILENCE_SECONDS_MAX));
    expect(late.look(at(SILENCE_SECONDS_MAX)).rollout.state).toBe('stopped');
    late.ends('a', 'done', at(2000));
    expect(late.look(at(2000)).rollout.state).toBe('completed');
  });

  it('not where whoever was lost is left out by a person', () => {
    const { look, ends, steer } = aRollout();
    look(EVENING);
    for (const host of ['b', 'c']) ends(host, 'done', at(SILENCE_SECONDS_MAX));
    const { rollout } = look(at(SILENCE_SECONDS_MAX));
    const [{ hostId }] = rollout.hosts as [(typeof rollout.hosts)[number]];
    steer((before) => allowed(excuseHost(before, { hostId, why: 'it was sold', now: at(2000) })));
    expect(look(at(2000)).rollout.state).toBe('completed');
  });

  it('when a gate stays closed for a day after it could have opened, with what closes it', () => {
    const { look } = allDone({ soakSeconds: 600, conditions: [page] });
    const last = 660 + END_SECONDS_MAX;
    look(at(60));
    expect(look(at(last - 1), read(last - 1, 'closed')).rollout.state).toBe('running');
    expect(look(at(last), read(last, 'closed')).rollout).toMatchObject({
      state: 'failed',
      reason: { code: 'gate-closed', facts: { gate: 'page' } },
    });
  });

  it('when a gate between its waves never opened, a day after nobody could begin any more', () => {
    const { look, ends } = aRollout({ header: { waves: [aWave(['a'], { conditions: [page] }), aWave(['b', 'c'])] } });
    look(EVENING);
    ends('a', 'done', at(60));
    expect(why(look(at(60)), 'b')).toBe('gate-unreadable');
    const windowOver = look(at(9 * HOURS));
    expect([phases(windowOver), windowOver.ending?.code]).toEqual([
      'a:done b:not-begun c:not-begun',
      'gate-unreadable',
    ]);
    expect(look(at(32 * HOURS)).rollout.state).toBe('running');
    expect(look(at(33 * HOURS)).rollout).toMatchObject({ state: 'failed', reason: { code: 'gate-unreadable' } });
  });

  it('but not where only a person was waited for, or a soak took longer than its windows', () => {
    for (const gates of [{ person: 'asked' }, { soakSeconds: 10 * HOURS }] as const) {
      const { look, ends } = aRollout({ header: { waves: [aWave(['a'], gates), aWave(['b', 'c'])] } });
      look(EVENING);
      ends('a', 'done', at(60));
      look(at(60));
      const over = look(at(11 * HOURS));
      expect([phases(over), over.rollout.state]).toEqual(['a:done b:not-begun c:not-begun', 'completed']);
    }
  });

  it('with a canary that went back, once nobody is left who could begin behind it', () => {
    const canary = { ...aWave(['a']), kind: 'canary' } as const;
    const { look, ends } = aRollout({ header: { waves: [canary, aWave(['b', 'c'])], failureBudgetHosts: 3 } });
    look(EVENING);
    ends('a', 'gone-back', at(60));
    expect(why(look(at(60)), 'b')).toBe('wave-wants-word');
    expect(look(at(9 * HOURS)).rollout).toMatchObject({ state: 'failed', reason: { code: 'wave-shows-nothing' } });

    const alone = aRollout({ plans: PLANS.slice(0, 1), header: { waves: [canary], failureBudgetHosts: 3 } });
    alone.look(EVENING);
    alone.ends('a', 'gone-back', at(60));
    expect(alone.look(at(60)).rollout).toMatchObject({ state: 'failed', reason: { code: 'wave-shows-nothing' } });
  });
});

const resumed = (rollout: Parameters<typeof resumeRollout>[0]) =>
  allowed(resumeRollout(rollout, { person: 'ada', header: aRollout().header }));
