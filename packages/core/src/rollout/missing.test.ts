import { expect, it } from 'vitest';
import { at, aWave, EVENING, TONIGHT } from '../../test/plans.ts';
import { aRollout, IN_WAVES, PLANS, phases, why } from '../../test/told-rollout.ts';
import { asHostId } from '../ids/index.ts';
import type { RolloutDecision } from './types.ts';

const HOUR = 3600;
const TOMORROW = {
  id: 'tomorrow',
  startsAt: at(24 * HOUR),
  cutOffAt: at(30 * HOUR),
  endsAt: at(32 * HOUR),
};
const TWO_NIGHTS = { bounds: { occurrences: [TONIGHT, TOMORROW], expiresAt: TOMORROW.endsAt } };
const CANARY_FIRST = {
  waves: [
    { ...aWave(['a']), kind: 'canary' as const },
    { ...aWave(['b', 'c']), kind: 'rest' as const },
  ],
};
/** Heard for the last time long before the evening. */
const AWAY = { lastSeenAt: at(-HOUR) };
const missing = ({ rollout }: RolloutDecision, host: string) =>
  rollout.hosts.find(({ hostId }) => hostId === host)?.missing;

it('who is not there when its turn comes holds up nobody', () => {
  const { look, hear } = aRollout({ header: IN_WAVES });
  hear('a', AWAY);
  const decision = look(EVENING);
  expect(phases(decision)).toBe('a:waiting b:granted c:waiting');
  expect(why(decision, 'a')).toBe('host-unreachable');
  expect(missing(decision, 'a')).toMatchObject({ occurrenceId: 'tonight', missedAt: null });
});

it('but the host on which all others rest does', () => {
  const { look, hear } = aRollout({ header: CANARY_FIRST });
  hear('a', AWAY);
  expect(phases(look(EVENING))).toBe('a:waiting b:waiting c:waiting');
  hear('a', { lastSeenAt: at(60) });
  expect(phases(look(at(60)))).toBe('a:granted b:waiting c:waiting');
});

it('nor does anybody begin once that one has missed its window and left', () => {
  // It takes longer than the others, so that its time to begin is over before theirs is.
  const plans = PLANS.map((plan) => (plan.hostId === 'a' ? { ...plan, expectedSeconds: 4 * HOUR } : plan));
  const { look, hear } = aRollout({ plans, header: CANARY_FIRST });
  hear('a', AWAY);
  look(EVENING, { missedHosts: 'leave' });
  for (const host of ['b', 'c']) hear(host, { lastSeenAt: at(5 * HOUR) });
  const left = look(at(5 * HOUR), { missedHosts: 'leave' });
  expect(phases(left)).toBe('a:not-begun b:waiting c:waiting');
  expect(why(left, 'b')).toBe('wave-wants-word');
  expect(phases(look(at(9 * HOUR), { missedHosts: 'leave' }))).toBe('a:not-begun b:not-begun c:not-begun');
});

it('who is away before its turn has missed nothing', () => {
  const { look, hear } = aRollout({ header: IN_WAVES });
  hear('b', AWAY);
  expect(missing(look(EVENING), 'b')).toBeUndefined();
});

it('who comes back in time begins, and has missed nothing', () => {
  const { look, hear } = aRollout({ plans: PLANS.slice(0, 1), header: TWO_NIGHTS });
  hear('a', AWAY);
  look(EVENING);
  hear('a', { lastSeenAt: at(HOUR) });
  const decision = look(at(HOUR));
  expect(phases(decision)).toContain('a:granted');
  expect(missing(decision, 'a')).toBeUndefined();
});

it('who comes back too late has missed it, and begins in the next one that was approved', () => {
  const { look, hear } = aRollout({ plans: PLANS.slice(0, 1), header: TWO_NIGHTS });
  hear('a', AWAY);
  look(EVENING);
  expect(missing(look(at(5 * HOUR)), 'a')).toMatchObject({ missedAt: null });
  const missed = look(at(7 * HOUR));
  expect(missing(missed, 'a')).toMatchObject({ occurrenceId: 'tonight', missedAt: at(7 * HOUR) });
  expect(phases(missed)).toContain('a:waiting');
  hear('a', { lastSeenAt: at(24 * HOUR) });
  expect(phases(look(at(24 * HOUR)))).toContain('a:granted');
});

it('a host leaves instead where it is planned again, so that the rollout ends', () => {
  const { look, hear } = aRollout({ header: TWO_NIGHTS });
  hear('a', AWAY);
  look(EVENING, { missedHosts: 'leave' });
  const decision = look(at(7 * HOUR), { missedHosts: 'leave' });
  expect(phases(decision)).toContain('a:not-begun');
  const host = decision.rollout.hosts.find(({ hostId }) => hostId === 'a');
  expect(host?.reason).toMatchObject({ code: 'host-missed-window', facts: { ends: TONIGHT.endsAt } });
  expect(host?.missing?.missedAt).toBe(at(7 * HOUR));
});

it.each([
  ['a', 'not-begun'],
  ['b', 'waiting'],
])('where only some are planned again, the others wait: %s leaves', (named, phase) => {
  const { look, hear } = aRollout({ header: TWO_NIGHTS });
  hear('a', AWAY);
  const missedHosts = new Set([asHostId(named)]);
  look(EVENING, { missedHosts });
  expect(phases(look(at(7 * HOUR), { missedHosts }))).toContain(`a:${phase}`);
});

it('in the last occurrence of its plan it leaves in any case, and says that it was away', () => {
  const { look, hear } = aRollout();
  hear('a', AWAY);
  look(EVENING);
  const decision = look(TONIGHT.endsAt);
  expect(phases(decision)).toContain('a:not-begun');
  expect(decision.rollout.hosts.find(({ hostId }) => hostId === 'a')?.reason?.code).toBe('host-missed-window');
});

it('nobody misses a window in which nobody may begin', () => {
  const { look, hear } = aRollout({ header: TWO_NIGHTS });
  hear('a', AWAY);
  const switched = { switchThrown: true };
  look(EVENING, switched);
  expect(missing(look(at(7 * HOUR), switched), 'a')).toBeUndefined();
});

it('who waits for others, and is there, has missed nothing', () => {
  const { look } = aRollout({ header: { ...IN_WAVES, ...TWO_NIGHTS } });
  look(EVENING);
  const decision = look(at(7 * HOUR));
  expect(missing(decision, 'b')).toBeUndefined();
  expect(missing(decision, 'c')).toBeUndefined();
});
