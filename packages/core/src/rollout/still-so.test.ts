// After the soak the hosts that are done are asked again. What they say counts as the budget says.

import { asHostId } from '@slipway/core/ids';
import { describe, expect, it } from 'vitest';
import { at, aWave, EVENING } from '../../test/plans.ts';
import { aRollout, phases, why } from '../../test/told-rollout.ts';
import type { Rollout, RolloutInput } from './index.ts';
import { askedAfterSoak, resumeRollout } from './index.ts';
import { SILENCE_SECONDS_MAX, STILL_SO_UNWELL_SECONDS } from './limits.ts';

type Said = NonNullable<NonNullable<RolloutInput['stillSo']> extends ReadonlyMap<unknown, infer V> ? V : never>;
const said = (host: string, state: 'ok' | 'critical' | 'unknown', seconds: number) =>
  new Map<ReturnType<typeof asHostId>, Said>([
    [asHostId(host), { reading: { state, found: 'nginx.service is active: failed', at: at(seconds) } }],
  ]);
const mute = (host: string) => new Map<ReturnType<typeof asHostId>, Said>([[asHostId(host), { reading: null }]]);
const SOAK = 600;
const SETTLED = 60;
const OVER = SETTLED + SOAK;

const begin = (budget = 0, outcome: 'done' | 'part-done' = 'done') => {
  const waves = [aWave(['a'], { soakSeconds: SOAK }), aWave(['b'], { soakSeconds: SOAK })];
  const told = aRollout({ header: { waves, failureBudgetHosts: budget } });
  told.look(EVENING);
  told.ends('a', outcome, at(SETTLED));
  told.look(at(SETTLED));
  return told;
};

describe('after the soak', () => {
  it('nobody is asked before it is over, and each host that is done is from then on', () => {
    const { look, header } = begin();
    const asked = (rollout: Rollout, seconds: number) =>
      askedAfterSoak(rollout, { header, now: at(seconds) }).map(({ host }) => host.hostId);
    const { rollout } = look(at(OVER - 1));
    expect(asked(rollout, OVER - 1)).toEqual([]);
    expect(asked(rollout, OVER)).toEqual(['a']);
  });

  it('a host that is done in part serves with what was changed, and is asked as well', () => {
    const { look, header } = begin(0, 'part-done');
    const { rollout } = look(at(OVER - 1));
    expect(askedAfterSoak(rollout, { header, now: at(OVER) }).map(({ host }) => host.hostId)).toEqual(['a']);
  });

  it('the wave waits for the word of its hosts, and what they said before says nothing', () => {
    const { look } = begin();
    const waits = look(at(OVER), { stillSo: mute('a') });
    expect(why(waits, 'b')).toBe('still-so-waited');
    expect(waits.lookAgainAt).toBe(at(OVER + SILENCE_SECONDS_MAX));
    expect(why(look(at(OVER + 1), { stillSo: said('a', 'ok', OVER - 1) }), 'b')).toBe('still-so-waited');
    const goes = look(at(OVER + 2), { stillSo: said('a', 'ok', OVER + 2) });
    expect(goes.rollout.hosts[0]?.stillSo).toEqual({ state: 'well', at: at(OVER + 2), reason: null });
    expect(goes.rollout.waves[0]?.passedAt).toBe(at(OVER + 2));
  });

  it('a host that is not well for a moment is none that failed', () => {
    const { look } = begin();
    const moment = look(at(OVER + 5), { stillSo: said('a', 'critical', OVER + 5) });
    expect(why(moment, 'b')).toBe('still-so-waited');
    expect(look(at(OVER + 30), { stillSo: said('a', 'ok', OVER + 30) }).rollout.state).toBe('running');
  });

  it.each(['done', 'part-done'] as const)(
    'a host that is %s and no longer well spends the budget, and says why; a person may have looked',
    (outcome) => {
      const { look, steer, header } = begin(0, outcome);
      const late = OVER + STILL_SO_UNWELL_SECONDS;
      const stopped = look(at(late), { stillSo: said('a', 'critical', late) });
      expect(phases(stopped)).toBe(`a:${outcome} b:waiting`);
      expect(stopped.rollout).toMatchObject({
        state: 'stopped',
        reason: { code: 'stopped-by-budget', facts: { failed: 1, budget: 0 } },
      });
      expect(stopped.rollout.hosts[0]).toMatchObject({
        stillSo: { state: 'not-well' },
        reason: { code: 'still-so-not', facts: { detail: 'nginx.service is active: failed' } },
      });
      steer((before) => {
        const resumed = resumeRollout(before, { person: 'ada', header });
        if (!resumed.ok) throw new Error(resumed.reason.code);
        return resumed.value;
      });
      expect(look(at(late + 1), { stillSo: said('a', 'critical', late) }).rollout.state).toBe('running');
    },
  );

  it('within the budget the rollout goes on', () => {
    const { look } = begin(1);
    const late = OVER + STILL_SO_UNWELL_SECONDS;
    const goes = look(at(late), { stillSo: said('a', 'critical', late) });
    expect(goes.rollout.state).toBe('running');
    expect(goes.rollout.waves[0]?.passedAt).toBe(at(late));
  });

  it.each(['unknown', null] as const)(
    'who says %s counts as failed once another would be lost, and no sooner',
    (state) => {
      const { look } = begin();
      const stillSo = state === null ? mute('a') : said('a', state, OVER + 1);
      expect(look(at(OVER + SILENCE_SECONDS_MAX - 1), { stillSo }).rollout.state).toBe('running');
      const stopped = look(at(OVER + SILENCE_SECONDS_MAX), { stillSo }).rollout;
      expect([stopped.state, stopped.hosts[0]?.reason?.code]).toEqual(['stopped', 'still-so-unsaid']);
    },
  );

  it('who cannot be asked holds up nobody, and neither does a rollout that an earlier version began', () => {
    const { look } = begin();
    expect(look(at(OVER)).rollout.waves[0]?.passedAt).toBe(at(OVER));
    const older = begin();
    older.steer(({ afterSoak: _afterSoak, ...before }) => before);
    expect(older.look(at(OVER), { stillSo: mute('a') }).rollout.waves[0]?.passedAt).toBe(at(OVER));
  });

  it('a canary that is no longer well opens nothing by itself, whatever the budget', () => {
    const waves = [{ ...aWave(['a'], { soakSeconds: SOAK }), kind: 'canary' as const }, aWave(['b'])];
    const told = aRollout({ header: { waves, failureBudgetHosts: 5 } });
    told.look(EVENING);
    told.ends('a', 'done', at(SETTLED));
    told.look(at(SETTLED));
    const late = OVER + STILL_SO_UNWELL_SECONDS;
    expect(why(told.look(at(late), { stillSo: said('a', 'critical', late) }), 'b')).toBe('wave-wants-word');
  });

  it('behind the last wave the rollout ends by it: completed, or failed', () => {
    const end = (state: 'ok' | 'critical') => {
      const told = begin();
      told.look(at(OVER), { stillSo: said('a', 'ok', OVER) });
      told.hear('b', { lastSeenAt: at(OVER) });
      told.look(at(OVER));
      told.ends('b', 'done', at(OVER + 60));
      const settled = told.look(at(OVER + 60));
      expect(settled.rollout.state).toBe('running');
      const late = OVER + 60 + SOAK + STILL_SO_UNWELL_SECONDS;
      expect(told.look(at(late - 1), { stillSo: mute('b') }).ending?.code).toBe('still-so-waited');
      return told.look(at(late), { stillSo: said('b', state, late) }).rollout.state;
    };
    expect([end('ok'), end('critical')]).toEqual(['completed', 'failed']);
  });
});
