import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aHostPlan, at, EVENING, runs, USUAL_STEPS } from '../../test/plans.ts';
import { aRollout, asked, IN_WAVES, PLANS, phases } from '../../test/told-rollout.ts';
import type { RebootWarning } from '../policy/index.ts';
import { explain } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import type { RolloutDecision } from './index.ts';
import { GO_DOWN_SECONDS_MAX } from './limits.ts';

const OLD = '0b4c6f1e-8f3a-4d55-9c8e-0d6a1f0c2b11';
const NEW = '7d1f6a2c-11f0-4c7b-8a55-3f0e9b7c6d22';
/** As the planner has it. */
const LIMIT = 900;
const BEGUN = 60;
const STEPS = USUAL_STEPS.toSpliced(8, 0, { ...runs('reboot'), timeoutSeconds: LIMIT });

/** Host `a` at its step `reboot`, begun a minute after the evening; `b` and `c` behind it. */
const atReboot = (rebootWarning?: RebootWarning) => {
  const plan = aHostPlan({ hostId: 'a', steps: STEPS, ...(rebootWarning === undefined ? {} : { rebootWarning }) });
  const night = aRollout({ plans: [plan, ...PLANS.slice(1)], header: IN_WAVES });
  night.look(EVENING);
  const heard = (seconds: number, bootId = OLD, askedAt: Instant | null = null): void => {
    night.attempt('a', { step: 'reboot', stepBegunAt: at(BEGUN), reboot: { bootId: OLD, askedAt } }, at(seconds));
    night.hear('a', { bootId });
  };
  heard(BEGUN);
  return { ...night, heard };
};
const said = ({ rollout, waiting }: RolloutDecision): string => {
  const [host] = rollout.hosts;
  const why = host?.reason ?? waiting.find(({ hostId }) => hostId === 'a')?.reason;
  return why === undefined ? '' : explain(why);
};

describe('a reboot, as the rollout sees it', () => {
  it('C25: was asked for, is down, is back under another boot', () => {
    const { look, heard, attempt } = atReboot();
    expect(said(look(at(70)))).toMatch(/^The host was asked to reboot at .* and has not gone down yet\.$/);
    heard(80);
    expect(said(look(at(440)))).toBe(`The host went down at ${at(80)} and is not back after 6 min (deadline 15 min).`);
    heard(500, NEW);
    expect(said(look(at(501)))).toMatch(/^The host is back under another boot/);
    attempt('a', { step: 'verify' }, at(510));
    expect(phases(look(at(510)))).toBe('a:away b:waiting c:waiting');
  });

  it.each(['', 'unknown', 'cat: /proc/sys/kernel/random/boot_id: No such file or directory', NEW.toUpperCase()])(
    'C25: "%s" is no other boot',
    (bootId) => {
      const { look, heard } = atReboot();
      heard(400, bootId);
      expect(said(look(at(401)))).toContain('is still up after 5 min (deadline 5 min)');
    },
  );

  it('that is asked for and does not come is said, and never taken for one', () => {
    const { look, heard } = atReboot();
    for (let seconds = 90; seconds < 3 * 3600; seconds += 30) {
      heard(seconds);
      const decision = look(at(seconds));
      const isOverdue = seconds >= BEGUN + GO_DOWN_SECONDS_MAX;
      expect(said(decision)).toContain(isOverdue ? 'is still up after' : 'has not gone down yet');
      expect(phases(decision)).toBe('a:away b:waiting c:waiting');
    }
  });

  it('C16, C26: a host that does not come back by its deadline is lost: lease kept, budget used, its late word counts', () => {
    const { look, heard, ends, heldBy } = atReboot();
    heard(80);
    expect(phases(look(at(80 + LIMIT - 1)))).toBe('a:away b:waiting c:waiting');
    const lost = look(at(80 + LIMIT));
    expect([phases(lost), asked(lost), lost.rollout.state, heldBy()]).toEqual([
      'a:lost b:waiting c:waiting',
      'mark-lost a',
      'stopped',
      ['a'],
    ]);
    expect(said(lost)).toBe(
      `The host went down at ${at(80)} to reboot and did not come back within 15 min; its lease is kept.`,
    );
    expect([asked(look(at(5000))), heldBy()]).toEqual(['', ['a']]);
    ends('a', 'done', at(5100));
    expect([phases(look(at(5100))), heldBy()]).toEqual(['a:done b:waiting c:waiting', []]);
  });

  it('waits for people as long as policy gives them', () => {
    const { look, heard } = atReboot({ minutes: 10, postponeMinutes: 60 });
    heard(1800);
    expect(said(look(at(1801)))).toBe(
      `People who are logged in have until ${at(BEGUN + 3600)} before the host reboots; it goes at once when they are gone.`,
    );
    heard(1830, OLD, at(1820));
    expect(said(look(at(1831)))).toContain(`was asked to reboot at ${at(1820)}`);
    expect(said(look(at(1830 + 120)))).toContain(
      `went down at ${at(1830)} and is not back after 2 min (deadline 15 min)`,
    );
  });

  it('silent while people have their time: counts from the end of it, since nobody knows whether it was asked', () => {
    const { look, heard } = atReboot({ minutes: 10, postponeMinutes: 60 });
    heard(600);
    expect(phases(look(at(BEGUN + 3600 + LIMIT - 1)))).toContain('a:away');
    expect(phases(look(at(BEGUN + 3600 + LIMIT)))).toContain('a:lost');
  });

  it('whenever it is heard, and under whichever boot: lost only in silence past its deadline, and its lease never freed before its end', () => {
    const moments = fc.array(
      fc.record({
        after: fc.integer({ min: 1, max: 1500 }),
        heard: fc.constantFrom<'no' | 'old' | 'new' | 'nonsense'>('no', 'no', 'old', 'new', 'nonsense'),
      }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(moments, fc.boolean(), (list, isAsked) => {
        const { look, heard, heldBy, ends } = atReboot(isAsked ? { minutes: 10 } : undefined);
        let now = BEGUN;
        let seen = BEGUN;
        for (const moment of list) {
          now += moment.after;
          if (moment.heard !== 'no') {
            heard(
              now,
              { old: OLD, new: NEW, nonsense: 'no such file' }[moment.heard],
              isAsked ? at(BEGUN + 600) : null,
            );
            seen = now;
          }
          const decision = look(at(now));
          const isLost = phases(decision).startsWith('a:lost');
          expect(isLost && now - seen < LIMIT).toBe(false);
          const isBack = said(decision).includes('is back under');
          expect(isBack && (moment.heard === 'old' || moment.heard === 'nonsense')).toBe(false);
          expect(heldBy()).toContain('a');
          expect(asked(decision)).not.toContain('free-leases');
        }
        ends('a', 'done', at(now + 1));
        look(at(now + 1));
        expect(heldBy()).not.toContain('a');
      }),
    );
  });
});
