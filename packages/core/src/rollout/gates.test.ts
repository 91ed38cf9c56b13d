// Waves between which somebody else has a word: what was read of the gates' conditions.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, aWave, EVENING } from '../../test/plans.ts';
import { allowed, aRollout, phases, why } from '../../test/told-rollout.ts';
import type { WaveReading } from '../gates/index.ts';
import type { Wave } from '../plan/index.ts';
import type { GateCondition } from '../policy/index.ts';
import { reason } from '../reasons/index.ts';
import { goOn, type RolloutDecision } from './index.ts';

const page: GateCondition = { name: 'page', kind: 'http', url: 'https://www.example', status: 200 };
const disk: GateCondition = { name: 'disk', kind: 'plug-in', plugIn: 'check_disk', parameters: {}, worst: 'ok' };
const gated = (hosts: readonly string[], gates: Partial<Wave['gates']> = {}): Wave =>
  aWave(hosts, { conditions: [page], ...gates });
const reading = (seconds: number, state: WaveReading['state'], given: Partial<WaveReading> = {}): WaveReading => ({
  wave: 0,
  name: 'page',
  state,
  found: 'as found',
  at: at(seconds),
  ...given,
});

const PHASES = { 'gone-back': 'gone-back', isolated: 'failed', 'not-begun': 'not-begun' } as const;

describe('a wave behind a gate', () => {
  const begin = (wave: Wave = gated(['a'])) => {
    const told = aRollout({ header: { waves: [wave, aWave(['b']), aWave(['c'])], failureBudgetHosts: 2 } });
    told.look(EVENING);
    return told;
  };

  it('waits, and says for what, until it is read as open', () => {
    const { look, ends, hear } = begin();
    ends('a', 'done', at(60));
    expect(why(look(at(60)), 'b')).toBe('gate-unreadable');
    const gateReadings = [reading(70, 'closed')];
    const closed = look(at(71), { gateReadings });
    expect(closed.waiting).toContainEqual({
      hostId: 'b',
      reason: { code: 'gate-closed', facts: { gate: 'page', detail: 'as found' } },
    });
    expect(why(closed, 'c')).toBe('waiting-for-wave');
    hear('b', { lastSeenAt: at(90) });
    const opened = look(at(91), { gateReadings: [reading(90, 'open')] });
    expect(phases(opened)).toBe('a:done b:granted c:waiting');
    expect(opened.rollout.waves[0]).toMatchObject({
      passedAt: at(91),
      passedOn: [{ name: 'page', state: 'open', found: 'as found', at: at(90) }],
    });
    // What has passed stays passed.
    expect(look(at(92), { gateReadings: [reading(92, 'closed')] }).rollout.waves[0]).toMatchObject({
      passedAt: at(91),
    });
  });

  it('is not passed by what was read before it had settled, of another wave, or too long ago', () => {
    const { look, ends } = begin();
    ends('a', 'done', at(60));
    look(at(60));
    for (const [now, given] of [
      [61, reading(59, 'open')],
      [61, reading(61, 'open', { wave: 1 })],
      [600, reading(61, 'open')],
    ] as const) {
      expect(why(look(at(now), { gateReadings: [given] }), 'b')).toBe('gate-unreadable');
    }
  });

  it('is asked only after the soak, and a person after it', () => {
    const { look, ends } = begin(gated(['a'], { soakSeconds: 600, person: 'asked' }));
    ends('a', 'done', at(60));
    expect(why(look(at(61), { gateReadings: [reading(61, 'closed')] }), 'b')).toBe('waiting-for-soak');
    expect(why(look(at(661), { gateReadings: [reading(661, 'closed')] }), 'b')).toBe('gate-closed');
    expect(why(look(at(662), { gateReadings: [reading(662, 'open')] }), 'b')).toBe('waiting-for-person');
  });

  it('of a canary opens for nobody where no host of it is done, whatever is read', () => {
    const canary: Wave = { ...gated(['a']), kind: 'canary' };
    for (const outcome of ['gone-back', 'isolated', 'not-begun'] as const) {
      const { look, ends } = begin(canary);
      for (let tries = 0; tries < 5; tries++) {
        ends('a', outcome, at(60 + tries * 400));
        look(at(60 + tries * 400));
        look(at(59 + (tries + 1) * 400));
      }
      const now = 60 + 5 * 400;
      expect(why(look(at(now), { gateReadings: [reading(now, 'open')] }), 'b'), outcome).toBe('wave-shows-nothing');
    }
  });

  it('of a canary without conditions that is not done opens by the word of a person alone, whatever the budget allows', () => {
    for (const outcome of ['gone-back', 'isolated', 'not-begun'] as const) {
      const { look, ends, hear, steer, header } = begin({ ...aWave(['a'], { soakSeconds: 60 }), kind: 'canary' });
      ends('a', outcome, at(60));
      hear('b', { lastSeenAt: at(600) });
      const waiting = look(at(600));
      expect([phases(waiting), why(waiting, 'b')], outcome).toEqual([
        `a:${PHASES[outcome]} b:waiting c:waiting`,
        'wave-wants-word',
      ]);
      steer((rollout) => allowed(goOn(rollout, { person: 'ada', header })));
      expect(why(look(at(601)), 'b')).toBe('waiting-for-soak');
      hear('b', { lastSeenAt: at(660) });
      const gone = look(at(660));
      expect(phases(gone)).toBe(`a:${PHASES[outcome]} b:granted c:waiting`);
      expect(gone.rollout.waves[0]).toMatchObject({ passedAt: at(660), goOnBy: 'ada' });
    }
  });

  it('of a canary that is done without the reboot that it was to have opens by the word of a person', () => {
    const { look, ends } = begin({ ...aWave(['a'], { soakSeconds: 60 }), kind: 'canary' });
    ends('a', 'done', at(60), reason('reboot-refused', { detail: 'inhibited by a backup' }));
    look(at(60));
    expect(why(look(at(600)), 'b')).toBe('wave-wants-word');
  });

  it('takes no word where conditions would be green over a canary that has the old versions', () => {
    const { look, ends, hear, header } = begin({ ...gated(['a']), kind: 'canary' });
    ends('a', 'gone-back', at(60));
    hear('b', { lastSeenAt: at(60) });
    const waiting = look(at(60));
    expect(why(waiting, 'b')).toBe('wave-shows-nothing');
    expect(goOn(waiting.rollout, { person: 'ada', header })).toMatchObject({ ok: false });
  });
});

type Event =
  | { readonly kind: 'pass'; readonly seconds: number }
  | { readonly kind: 'end' }
  | { readonly kind: 'read'; readonly name: string; readonly state: WaveReading['state']; readonly agoSeconds: number };
const events: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constant('pass' as const), seconds: fc.constantFrom(1, 10, 60, 119, 125, 400) }),
  fc.record({ kind: fc.constant('end' as const) }),
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      name: fc.constantFrom('page', 'disk', 'stranger'),
      state: fc.constantFrom<WaveReading['state']>('open', 'open', 'open', 'closed', 'unreadable'),
      agoSeconds: fc.constantFrom(0, 0, 0, 1, 60, 130, -300),
    }),
  },
);
/** As the constants say, in the test's own numbers. */
const AGE_MAX: Readonly<Record<string, number>> = { page: 120, disk: 900 };

/** Seconds since the evening: when each wave settled first and passed, by the test's own look at what happened. */
const play = (conditions: readonly GateCondition[], soakSeconds: number, list: readonly Event[]): number => {
  const waves = ['a', 'b', 'c'].map((host) => gated([host], { conditions, soakSeconds }));
  const { look, ends, hear } = aRollout({ header: { waves } });
  const newest = new Map<string, { readonly read: WaveReading; readonly seconds: number }>();
  const endedAt: number[] = [];
  let now = 0;
  let before: RolloutDecision = look(EVENING);
  let started = 1;
  for (const event of list) {
    const running = before.rollout.hosts.find(({ phase }) => phase === 'granted' || phase === 'away');
    if (event.kind === 'pass') now += event.seconds;
    else if (event.kind === 'read') {
      const wave = before.rollout.waves.findIndex(({ passedAt }) => passedAt === null);
      const seconds = now - event.agoSeconds;
      newest.set(`${wave} ${event.name}`, { read: reading(seconds, event.state, { wave, name: event.name }), seconds });
    } else if (running !== undefined) {
      ends(running.hostId, 'done', at(now));
      endedAt[running.wave] = now;
    }
    for (const hostId of ['a', 'b', 'c']) hear(hostId, { lastSeenAt: at(now) });
    const gateReadings = [...newest.values()].map(({ read }) => read);
    const after = look(at(now), { gateReadings });
    for (const [index, wave] of after.rollout.waves.slice(0, 2).entries()) {
      const next = after.rollout.hosts.find((host) => host.wave === index + 1);
      if (next?.phase === 'waiting' || before.rollout.waves[index]?.passedAt !== null) continue;
      started += 1;
      expect(now).toBeGreaterThanOrEqual((endedAt[index] ?? Number.POSITIVE_INFINITY) + soakSeconds);
      for (const { name } of conditions) {
        const last = newest.get(`${index} ${name}`);
        expect(last?.read.state).toBe('open');
        expect(last?.seconds).toBeGreaterThanOrEqual(endedAt[index] ?? Number.POSITIVE_INFINITY);
        expect(now - (last?.seconds ?? Number.NEGATIVE_INFINITY)).toBeLessThanOrEqual(AGE_MAX[name] ?? 0);
        expect(wave.passedOn?.find((one) => one.name === name)?.state).toBe('open');
      }
    }
    before = after;
  }
  return started;
};

it('no host of a later wave starts unless every condition had an open, fresh reading', () => {
  let further = 0;
  fc.assert(
    fc.property(
      fc.subarray([page, disk], { minLength: 1 }),
      fc.constantFrom(0, 0, 300),
      fc.array(events, { maxLength: 60, size: 'max' }),
      (conditions, soakSeconds, list) => {
        further = Math.max(further, play(conditions, soakSeconds, list));
      },
    ),
    { numRuns: 500 },
  );
  expect(further).toBe(3);
});
