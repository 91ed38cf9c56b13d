// What the starters promise: the schedule table of the standard procedure, and that one person alone can begin.

import { runtimeZones } from '@slipway/testkit/zones';
import { describe, expect, it } from 'vitest';
import { occurrencesOf, type Window } from '../calendar/index.ts';
import { addSeconds, asInstant, type Instant } from '../time/index.ts';
import { starterPolicy } from './starter.ts';
import { validatePolicy } from './validate.ts';

const zones = runtimeZones();
const HOUR = 3600;
const DAY = 24 * HOUR;

describe('the starter for a team', () => {
  const policy = starterPolicy('team');
  const [dev, test, uat, prod] = policy.environments;

  it('is sound', () => {
    expect(validatePolicy(policy, zones)).toEqual({ ok: true, value: policy });
  });

  it('is the schedule table', () => {
    expect(policy.environments.map(({ name, window, approval }) => [name, window.kind, approval.rule])).toEqual([
      ['dev', 'any-time', 'automatic'],
      ['test', 'any-time', 'automatic'],
      ['uat', 'every-second-week', 'team'],
      ['prod', 'nth-weekday', 'change-request'],
    ]);
    expect(dev?.window).toEqual({ kind: 'any-time', spanDays: 7 });
    expect(test?.promotion?.soakHours).toBe(24);
    expect(uat?.approval).toMatchObject({ team: 'team-lead', count: 1 });
    expect(prod?.window).toMatchObject({ nth: 2, weekday: 'tuesday' });
    expect(policy.environments.every(({ promotion }) => promotion !== undefined)).toBe(true);
  });

  it('keeps the versions of all tiers the same, and stops at the first failure everywhere', () => {
    expect(new Set(policy.environments.map(({ scope }) => scope))).toEqual(new Set(['security']));
    expect(policy.environments.every(({ failureBudgetHosts }) => failureBudgetHosts === 0)).toBe(true);
  });

  it('brings what is published on a second Tuesday through every tier into the production night that follows, for ten years', () => {
    const next = (window: Window | undefined, from: Instant) => {
      const [found] = window === undefined ? [] : occurrencesOf(window, from, 1, { zones, freezes: [] });
      if (found === undefined) throw new Error('no occurrence');
      return found;
    };
    const soak = (hours: number | undefined) => (hours ?? 0) * HOUR;
    for (let month = 0; month < 120; month += 1) {
      const first = new Date(Date.UTC(2027, month, 1));
      const toTuesday = (9 - first.getUTCDay()) % 7;
      const published = asInstant(new Date(Date.UTC(2027, month, 1 + toTuesday + 7, 18)).toISOString());
      // Cut for the week that begins next, and done on its first day.
      const cutFor = next(dev?.window, addSeconds(next(dev?.window, published).endsAt, 1));
      const devDone = addSeconds(cutFor.startsAt, 12 * HOUR);
      const inTest = next(test?.window, addSeconds(devDone, soak(test?.promotion?.soakHours) + DAY));
      const testDone = addSeconds(inTest.startsAt, 12 * HOUR);
      const ready = addSeconds(testDone, soak(uat?.promotion?.soakHours));
      const inUat = [next(uat?.window, ready), next(uat?.window, addSeconds(ready, 14 * DAY))].find(
        ({ startsAt }) => startsAt > ready,
      );
      const night = addSeconds(asInstant(published), 2 * HOUR + 25 * DAY);
      const entersProd = addSeconds(inUat?.endsAt ?? night, soak(prod?.promotion?.soakHours));
      expect(next(prod?.window, addSeconds(night, -HOUR)).startsAt).toBe(night);
      expect(entersProd < addSeconds(night, -DAY)).toBe(true);
    }
  });
});

describe('the starter for one person', () => {
  it('asks for no team, no clock and no schedule', () => {
    const policy = starterPolicy();
    expect(policy).toEqual(starterPolicy('alone'));
    expect(validatePolicy(policy)).toEqual({ ok: true, value: policy });
    expect(policy.environments.map(({ approval }) => approval.rule)).toEqual(['automatic', 'self', 'self', 'self']);
    expect(policy.environments.some(({ promotion }) => promotion !== undefined)).toBe(false);
  });
});
