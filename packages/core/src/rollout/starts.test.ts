import { describe, expect, it } from 'vitest';
import { aHeader, aHostPlan, at, EVENING, TONIGHT } from '../../test/plans.ts';
import { aRollout, asked, PLANS, phases, why } from '../../test/told-rollout.ts';
import { reason } from '../reasons/index.ts';
import { addSeconds } from '../time/index.ts';
import { ATTEMPTS_MAX, GRANT_SETTLE_SECONDS, GRANT_START_SECONDS } from './limits.ts';

describe('windows', () => {
  it('are waited for', () => {
    const { look } = aRollout();
    const early = look(at(-7200));
    expect(early.waiting[0]?.reason).toEqual(reason('waiting-for-occurrence', { starts: EVENING }));
    expect(early.lookAgainAt).toBe(at(-3600));
  });

  it('a grant may be used until the cut-off at most, and no later than leaves time to be back', () => {
    // Two hours lie between cut-off and end: b needs thirty seconds more than that.
    const long = aHostPlan({ hostId: 'b', expectedSeconds: 7200 - 60 + 30, wayBackSeconds: 60 });
    const { look, hear } = aRollout({ plans: [PLANS[0]!, long] });
    const now = addSeconds(TONIGHT.cutOffAt, -100);
    for (const host of ['a', 'b']) hear(host, { lastSeenAt: now });
    const ends = look(now).commands.map((command) => command.kind === 'grant' && command.latestStartAt);
    expect(ends).toEqual([TONIGHT.cutOffAt, addSeconds(TONIGHT.cutOffAt, -30)]);
  });

  it('a grant always leaves an instant to use it', () => {
    const { look, hear } = aRollout({ plans: [PLANS[0]!] });
    const last = addSeconds(TONIGHT.endsAt, -180);
    const until = { ...TONIGHT, cutOffAt: TONIGHT.endsAt };
    const header = aHeader([PLANS[0]!], { bounds: { occurrences: [until] } });
    hear('a', { lastSeenAt: last });
    expect(phases(look(addSeconds(last, -1), { header }))).toBe('a:granted');
    const { look: lookLate, hear: hearLate } = aRollout({ plans: [PLANS[0]!] });
    hearLate('a', { lastSeenAt: last });
    expect(phases(lookLate(last, { header }))).toBe('a:not-begun');
  });

  it.each([
    ['past the last cut-off', TONIGHT.cutOffAt, PLANS[0]!, 'no-occurrence'],
    ['past the approval', TONIGHT.endsAt, PLANS[0]!, 'bounds-expired'],
    [
      'what is left is too short, and so is every other',
      EVENING,
      aHostPlan({ hostId: 'a', expectedSeconds: 9 * 3600 }),
      'window-too-short',
    ],
  ])('a host that can never begin ends, so that its rollout can: %s', (_, now, plan, code) => {
    const { look } = aRollout({ plans: [plan] });
    const over = look(now);
    expect(over.rollout).toMatchObject({ state: 'completed', hosts: [{ phase: 'not-begun', reason: { code } }] });
  });
});

describe('a start grant', () => {
  const DEAD_AT = GRANT_START_SECONDS + GRANT_SETTLE_SECONDS;

  it('is given once, and again only where the lease shows that it was not carried out', () => {
    const { look } = aRollout({ plans: [PLANS[0]!] });
    const first = look(EVENING);
    expect(asked(look(at(10)))).toBe('');
    expect(look(at(20), { away: [] }).commands).toEqual(first.commands);
  });

  it('becomes "under way" when the host says that it has begun', () => {
    const { look, attempt } = aRollout({ plans: [PLANS[0]!] });
    expect(why(look(EVENING), 'a')).toBe('may-begin');
    attempt('a', { step: 'drain', stepBegunAt: at(30) }, at(31));
    const underWay = look(at(31));
    expect(underWay.waiting[0]?.reason).toEqual(reason('under-way', { step: 'drain', since: at(30) }));
    expect(look(at(331)).waiting[0]?.reason.code).toBe('step-overdue');
  });

  it('is dead only once the host was heard after its end, clocks and words under way considered', () => {
    const { look, hear } = aRollout({ plans: [PLANS[0]!] });
    look(EVENING);
    hear('a', { lastSeenAt: at(DEAD_AT) });
    expect(phases(look(at(DEAD_AT + 1)))).toBe('a:granted');
    hear('a', { lastSeenAt: at(DEAD_AT + 1) });
    const back = look(at(DEAD_AT + 1));
    expect([phases(back), asked(back)]).toEqual(['a:waiting', 'withdraw-grant a, free-leases a']);
    expect(look(at(DEAD_AT + 2)).commands).toMatchObject([{ kind: 'grant', attemptId: 'r1-a-2' }]);
  });

  it('is given ATTEMPTS_MAX times; then the host is one that does not begin', () => {
    const { look, hear } = aRollout({ plans: [PLANS[0]!] });
    let now = EVENING;
    for (let count = 0; count < ATTEMPTS_MAX; count++) {
      hear('a', { lastSeenAt: now });
      expect(phases(look(now))).toBe('a:granted');
      now = addSeconds(now, DEAD_AT + 1);
      hear('a', { lastSeenAt: now });
      look(now);
    }
    expect(look(now).rollout.hosts[0]).toMatchObject({ phase: 'not-begun', reason: { code: 'grants-unused' } });
  });

  it('is withdrawn while nobody may start, once, and given again afterwards', () => {
    const { look } = aRollout({ plans: [PLANS[0]!] });
    look(EVENING);
    expect(asked(look(at(10), { switchThrown: true }))).toBe('withdraw-grant a');
    expect(asked(look(at(20), { switchThrown: true }))).toBe('');
    expect(look(at(30)).commands).toMatchObject([
      { kind: 'grant', attemptId: 'r1-a-1', latestStartAt: at(GRANT_START_SECONDS) },
    ]);
  });
});
