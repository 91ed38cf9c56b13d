import { digestOfText } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { aHeader, aHostPlan, at, aWave, EVENING } from '../../test/plans.ts';
import { asAttemptId, asHostId, asRolloutId } from '../ids/index.ts';
import type { PlanHeader } from '../plan/index.ts';
import type { GateCondition } from '../policy/index.ts';
import { type Outcome, reason } from '../reasons/index.ts';
import {
  abortRollout,
  excuseHost,
  goOn,
  grantNotIssued,
  newRollout,
  pauseRollout,
  resumeRollout,
  stopRollout,
} from './index.ts';
import type { HostPhase, Rollout, RolloutState } from './types.ts';

const HEADER = aHeader(
  ['a', 'b'].map((hostId) => aHostPlan({ hostId })),
  {
    waves: [aWave(['a'], { person: 'asked' }), aWave(['b'], { person: 'asked' })],
  },
);
const FRESH = newRollout({
  rolloutId: asRolloutId('r1'),
  planDigest: digestOfText('plan'),
  header: HEADER,
  now: EVENING,
});
const ADA = { person: 'ada' };
const PAGE: GateCondition = { name: 'page', kind: 'http', url: 'https://www.example', status: 200 };
const BY = { ...ADA, header: HEADER };

const inState = (state: RolloutState): Rollout => ({ ...FRESH, state });
const withPhase = (host: string, phase: HostPhase, rollout: Rollout = FRESH): Rollout => ({
  ...rollout,
  hosts: rollout.hosts.map((other) =>
    other.hostId === host ? { ...other, phase, attemptId: asAttemptId(`r1-${host}-2`) } : other,
  ),
});
const became = (outcome: Outcome<Rollout>): string => (outcome.ok ? outcome.value.state : outcome.reason.code);

describe('a new rollout', () => {
  it('is running, and every host of the plan waits in its wave', () => {
    expect(FRESH).toMatchObject({ state: 'running', environment: 'prod', startedAt: EVENING, endedAt: null });
    expect(FRESH.hosts).toMatchObject([
      { hostId: 'a', wave: 0, phase: 'waiting', attemptId: null },
      { hostId: 'b', wave: 1, phase: 'waiting', attemptId: null },
    ]);
  });
});

describe('from each state', () => {
  const by = { ...ADA, now: EVENING };
  it.each<readonly [RolloutState, string, string, string, string]>([
    // state, and what it becomes by: pause, stop, resume, abort
    ['running', 'paused', 'stopped', 'transition-refused', 'aborting'],
    ['paused', 'transition-refused', 'stopped', 'running', 'aborting'],
    ['stopped', 'transition-refused', 'transition-refused', 'running', 'aborting'],
    ['aborting', 'transition-refused', 'transition-refused', 'transition-refused', 'transition-refused'],
    ['aborted', 'transition-refused', 'transition-refused', 'transition-refused', 'transition-refused'],
    ['completed', 'transition-refused', 'transition-refused', 'transition-refused', 'transition-refused'],
  ])('%s', (state, paused, stopped, resumed, aborted) => {
    const rollout = inState(state);
    expect([
      became(pauseRollout(rollout, ADA)),
      became(stopRollout(rollout, reason('paused-by-restore'))),
      became(resumeRollout(rollout, BY)),
      became(abortRollout(rollout, by)),
    ]).toEqual([paused, stopped, resumed, aborted]);
  });

  it('the reason says who, and goes with resuming', () => {
    const paused = pauseRollout(FRESH, ADA);
    expect(paused).toMatchObject({ value: { reason: { code: 'paused-by-person', facts: ADA } } });
    expect(paused.ok && resumeRollout(paused.value, BY)).toMatchObject({ value: { reason: null } });
  });
});

describe('aborting', () => {
  it('leaves out who waits and touches nobody who is under way', () => {
    const outcome = abortRollout(withPhase('a', 'away'), { ...ADA, now: at(5) });
    expect(outcome).toMatchObject({ value: { hosts: [{ phase: 'away' }, { phase: 'excused', since: at(5) }] } });
  });
});

describe('resuming', () => {
  it('accepts what failed so far, by name', () => {
    const stopped: Rollout = { ...withPhase('b', 'lost', withPhase('a', 'failed')), state: 'stopped' };
    expect(resumeRollout(stopped, BY)).toMatchObject({ value: { acceptedFailures: ['a', 'b'] } });
  });

  describe('over a canary that failed', () => {
    const canary = (gates: Parameters<typeof aWave>[1] = {}) =>
      ({ ...HEADER, waves: [{ ...aWave(['a'], gates), kind: 'canary' }, aWave(['b'])] }) as const;
    const settledAt = EVENING;
    const stopped: Rollout = {
      ...withPhase('a', 'gone-back'),
      state: 'stopped',
      waves: FRESH.waves.with(0, { settledAt, passedAt: null, goOnBy: null }),
    };
    const wordAfter = (rollout: Rollout, header: PlanHeader) => {
      const resumed = resumeRollout(rollout, { ...ADA, header });
      return resumed.ok ? resumed.value.waves[0]?.goOnBy : resumed.reason.code;
    };

    it('is the word to go on: nobody is asked twice about one failure', () => {
      expect(wordAfter(stopped, canary())).toBe('ada');
    });

    it.each<readonly [string, Rollout, PlanHeader]>([
      ['the plan asks for a person in any case', stopped, canary({ person: 'asked' })],
      ['its conditions would be green over the old versions', stopped, canary({ conditions: [PAGE] })],
      ['it was looked at before', { ...stopped, acceptedFailures: [asHostId('a')] }, canary()],
      ['it did not fail, but never began', withPhase('a', 'not-begun', stopped), canary()],
      ['it may still come back', { ...stopped, waves: FRESH.waves }, canary()],
      ['nobody is left to go on', withPhase('b', 'excused', stopped), canary()],
    ])('is none where %s', (_, rollout, header) => {
      expect(wordAfter(rollout, header)).toBeNull();
    });
  });
});

describe('"go on"', () => {
  const settled: Rollout = {
    ...FRESH,
    waves: FRESH.waves.with(0, { settledAt: EVENING, passedAt: null, goOnBy: null }),
  };

  it('is noted for the wave whose gate is closed', () => {
    expect(goOn(settled, BY)).toMatchObject({ value: { waves: [{ goOnBy: 'ada' }, { goOnBy: null }] } });
  });

  it.each([
    ['nobody was asked yet', FRESH],
    ['it was said already', { ...settled, waves: settled.waves.with(0, { ...settled.waves[0]!, goOnBy: 'bob' }) }],
    [
      'nothing comes after the last wave',
      {
        ...FRESH,
        waves: FRESH.waves.map((_, index) => ({
          settledAt: EVENING,
          passedAt: index === 0 ? EVENING : null,
          goOnBy: null,
        })),
      },
    ],
    ['the rollout is over', { ...settled, state: 'completed' as const }],
  ])('is refused where %s', (_, rollout) => {
    expect(became(goOn(rollout, BY))).toBe('transition-refused');
  });
});

describe('leaving a host out', () => {
  const leave = (rollout: Rollout, host = 'a') =>
    excuseHost(rollout, { hostId: asHostId(host), why: 'its disk dies', now: at(9) });

  it.each(['waiting', 'lost'] as const)('is for one that is %s', (phase) => {
    expect(leave(withPhase('a', phase))).toMatchObject({
      value: { hosts: [{ phase: 'excused', since: at(9), reason: { code: 'host-left-out' } }, {}] },
    });
  });

  it.each(['granted', 'away', 'done', 'failed'] as const)('is not for one that is %s', (phase) => {
    expect(became(leave(withPhase('a', phase)))).toBe('transition-refused');
  });

  it('needs a host of the rollout', () => {
    expect(became(leave(FRESH, 'z'))).toBe('not-found');
  });
});

describe('a grant whose lease the store refused', () => {
  const refused = (attempt: string) =>
    grantNotIssued(withPhase('a', 'granted'), { hostId: asHostId('a'), attemptId: asAttemptId(attempt), now: at(9) });

  it('spends no number', () => {
    expect(refused('r1-a-2')).toMatchObject({
      value: { hosts: [{ phase: 'waiting', attemptId: 'r1-a-1', since: at(9) }, {}] },
    });
  });

  it('is taken back by its own name only', () => {
    expect(became(refused('r1-a-1'))).toBe('transition-refused');
  });
});
