import { describe, expect, it } from 'vitest';
import { at, aWave, EVENING } from '../../test/plans.ts';
import { aRollout, asked, IN_WAVES, phases, why } from '../../test/told-rollout.ts';
import { reason } from '../reasons/index.ts';
import { resumeRollout } from './index.ts';
import { GRANT_START_SECONDS, SILENCE_SECONDS_MAX } from './limits.ts';

describe('waves', () => {
  it('start together what may start, name the attempt, and say until when it may begin', () => {
    const { look } = aRollout();
    const decision = look(EVENING);
    expect(phases(decision)).toBe('a:granted b:granted c:granted');
    expect(decision.commands[0]).toEqual({
      kind: 'grant',
      hostId: 'a',
      attemptId: 'r1-a-1',
      occurrenceId: 'tonight',
      latestStartAt: at(GRANT_START_SECONDS),
    });
  });

  it('a bad update stops the rollout after its first wave and leaves the rest untouched', () => {
    const { look, ends } = aRollout({ header: IN_WAVES });
    look(EVENING);
    ends('a', 'gone-back', at(60), reason('went-back', { detail: 'nginx.service did not start' }));
    const stopped = look(at(60));
    expect(phases(stopped)).toBe('a:gone-back b:waiting c:waiting');
    expect(stopped.rollout).toMatchObject({ state: 'stopped', reason: { code: 'stopped-by-budget' } });
    expect([why(stopped, 'b'), why(stopped, 'c')]).toEqual(['stopped-by-budget', 'stopped-by-budget']);
    expect(asked(stopped)).toBe('free-leases a');
    expect(phases(look(at(3600)))).toBe('a:gone-back b:waiting c:waiting');
  });

  it.each(['gone-back', 'isolated'] as const)('the budget counts %s, and is spent by one more than it', (outcome) => {
    const { look, ends } = aRollout({ header: { ...IN_WAVES, failureBudgetHosts: 1 } });
    look(EVENING);
    ends('a', outcome, at(60));
    expect(look(at(60)).rollout.state).toBe('running');
    ends('b', outcome, at(120));
    expect(look(at(120)).rollout.state).toBe('stopped');
  });

  it('whoever resumes has accepted what failed; the next failure stops again', () => {
    const { look, ends, steer, header } = aRollout({ header: IN_WAVES });
    look(EVENING);
    ends('a', 'gone-back', at(60));
    look(at(60));
    steer((rollout) => {
      const resumed = resumeRollout(rollout, { person: 'ada', header });
      return resumed.ok ? resumed.value : rollout;
    });
    expect(phases(look(at(120)))).toBe('a:gone-back b:granted c:waiting');
    ends('b', 'gone-back', at(180));
    expect(look(at(180)).rollout.state).toBe('stopped');
  });

  it('a paused rollout whose budget is spent is stopped: resuming it is a look at the failures', () => {
    const { look, ends, steer } = aRollout({ header: IN_WAVES });
    look(EVENING);
    steer((rollout) => ({ ...rollout, state: 'paused', reason: reason('paused-by-person', { person: 'ada' }) }));
    ends('a', 'gone-back', at(60));
    expect(look(at(60)).rollout.state).toBe('stopped');
  });

  it('a lost host that comes back before the gates are open takes back what a person said without it', () => {
    const gates = { soakSeconds: 3600, person: 'asked' } as const;
    const header = { waves: [aWave(['a'], gates), aWave(['b']), aWave(['c'])], failureBudgetHosts: 1 };
    const { look, hear, ends, steer } = aRollout({ header });
    look(EVENING);
    const lost = look(at(2000));
    expect(phases(lost)).toBe('a:lost b:waiting c:waiting');
    steer((rollout) => ({ ...rollout, waves: rollout.waves.with(0, { ...rollout.waves[0]!, goOnBy: 'ada' }) }));
    hear('a', { lastSeenAt: at(2100) });
    expect(look(at(2100)).rollout.waves[0]).toEqual({ settledAt: null, passedAt: null, goOnBy: null });
    ends('a', 'done', at(2200));
    expect(why(look(at(2200)), 'b')).toBe('waiting-for-soak');
    hear('b', { lastSeenAt: at(5900) });
    expect(why(look(at(5900)), 'b')).toBe('waiting-for-person');
  });

  it('a lost host within the budget does not hold up the next wave, and what has passed stays passed', () => {
    const { look, hear } = aRollout({ header: { ...IN_WAVES, failureBudgetHosts: 1 } });
    look(EVENING);
    const lostAt = at(SILENCE_SECONDS_MAX);
    hear('b', { lastSeenAt: lostAt });
    const next = look(lostAt);
    expect(phases(next)).toBe('a:lost b:granted c:waiting');
    // Heard again, it never began: it waits once more, in a wave that has been passed.
    hear('a', { lastSeenAt: at(SILENCE_SECONDS_MAX + 1) });
    const later = look(at(SILENCE_SECONDS_MAX + 1));
    expect(phases(later)).toBe('a:waiting b:granted c:waiting');
    expect(later.rollout.waves[0]).toEqual({ settledAt: lostAt, passedAt: lostAt, goOnBy: null });
  });

  it('a wave that nobody is left in settles in its turn, not before', () => {
    const { look, ends, hear } = aRollout({
      header: { waves: [aWave(['a']), aWave(['b'], { soakSeconds: 600 }), aWave(['c'])] },
    });
    hear('b', { refusal: reason('drifted', { detail: 'a new package' }) });
    expect(look(EVENING).rollout.waves.map((wave) => wave.settledAt)).toEqual([null, null, null]);
    ends('a', 'done', at(60));
    const settled = look(at(60)).rollout.waves.map((wave) => [wave.settledAt, wave.passedAt]);
    expect(settled).toEqual([
      [at(60), at(60)],
      [at(60), null],
      [null, null],
    ]);
  });

  it('the next one waits for the last host of this one, then for the soak, then for a person', () => {
    const { look, ends, hear, steer } = aRollout({
      header: { waves: [aWave(['a', 'b'], { soakSeconds: 600, person: 'asked' }), aWave(['c'])] },
    });
    look(EVENING);
    ends('a', 'done', at(60));
    expect(why(look(at(60)), 'c')).toBe('waiting-for-wave');
    ends('b', 'done', at(100));
    const settled = look(at(100));
    expect(settled.waiting).toEqual([{ hostId: 'c', reason: reason('waiting-for-soak', { until: at(700) }) }]);
    expect(settled.lookAgainAt).toBe(at(700));
    expect(why(look(at(700)), 'c')).toBe('waiting-for-person');
    steer((rollout) => ({ ...rollout, waves: rollout.waves.with(0, { ...rollout.waves[0]!, goOnBy: 'ada' }) }));
    hear('c', { lastSeenAt: at(720) });
    expect(phases(look(at(720)))).toBe('a:done b:done c:granted');
  });

  it('ends as completed with its last host', () => {
    const { look, ends } = aRollout();
    look(EVENING);
    for (const host of ['a', 'b', 'c']) ends(host, 'done', at(60));
    const over = look(at(60));
    expect(over.rollout).toMatchObject({ state: 'completed', endedAt: at(60) });
    expect([over.waiting, over.lookAgainAt]).toEqual([[], null]);
  });
});
