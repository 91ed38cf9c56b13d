import { runtimeZones } from '@slipway/testkit/zones';
import { describe, expect, it } from 'vitest';
import type { CivilWindow, Window } from '../../calendar/index.ts';
import { asInstant } from '../../time/index.ts';
import { placeText } from '../problem.ts';
import { starterPolicy } from '../starter.ts';
import type { EnvironmentPolicy, PartPolicy } from '../types.ts';
import { policyProblems } from '../validate.ts';

const [dev, test] = starterPolicy().environments as readonly [EnvironmentPolicy, EnvironmentPolicy];
const rule = (leadHours: number, soakHours = 0) => ({ leadHours, soakHours });
const told = (...environments: readonly EnvironmentPolicy[]) =>
  policyProblems({ ...starterPolicy(), environments }, runtimeZones()).map(
    ({ path, instead }) => `${placeText(path)}: ${instead}`,
  );
const civil = {
  ...({ zone: 'Europe/Berlin', start: '08:00', cutOffMinutes: 60 } as const),
  until: { kind: 'elapsed', minutes: 240 } as const,
};
const WINDOWS: readonly (readonly [string, Window, number])[] = [
  ['rolling', { kind: 'any-time', spanDays: 7 }, 168],
  ['weekly', { ...civil, kind: 'weekly', weekdays: ['monday'] } as CivilWindow, 168],
  ['twice a week', { ...civil, kind: 'weekly', weekdays: ['monday', 'thursday'] } as CivilWindow, 72],
  ['over the weekend', { ...civil, kind: 'weekly', weekdays: ['sunday', 'monday'] } as CivilWindow, 24],
  [
    'every second week',
    { ...civil, kind: 'every-second-week', weekdays: ['friday'], anchor: '2026-03-06' } as CivilWindow,
    336,
  ],
  ['monthly', { ...civil, kind: 'nth-weekday', nth: 2, weekday: 'tuesday', plusDays: 3 } as CivilWindow, 672],
];

describe('the promotion of a policy', () => {
  it('may be in every environment, with the first one soaking for nothing', () => {
    expect(told({ ...dev, promotion: rule(24) }, { ...test, promotion: rule(24, 48) })).toEqual([]);
    expect(told({ ...dev, promotion: rule(24, 1) })).toEqual(['environments[0].promotion.soakHours: 0']);
  });

  it.each(WINDOWS)('comes less than its period before a window: %s', (_, window, period) => {
    expect(told({ ...dev, window, promotion: rule(period - 1) })).toEqual([]);
    expect(told({ ...dev, window, promotion: rule(period) })).toEqual([
      `environments[0].promotion.leadHours: at most ${Math.min(744, period - 1)}`,
    ]);
  });

  it('is a whole number of hours, and of a window without a period at most a month', () => {
    const span = (day: string) => ({
      startsAt: asInstant(`2026-03-${day}T08:00:00.000Z`),
      cutOffAt: asInstant(`2026-03-${day}T10:00:00.000Z`),
      endsAt: asInstant(`2026-03-${day}T12:00:00.000Z`),
    });
    const once: Window = { kind: 'dates', spans: [span('20')] };
    expect(told({ ...dev, window: once, promotion: rule(745) })).toEqual(['environments[0].promotion.leadHours: 744']);
    const twice: Window = { kind: 'dates', spans: [span('20'), span('22')] };
    expect(told({ ...dev, window: twice, promotion: rule(48) })).toEqual([
      'environments[0].promotion.leadHours: at most 47',
    ]);
    expect(told({ ...dev, promotion: rule(1.5, -1) }, { ...test, promotion: rule(1, 99_999) })).toEqual([
      'environments[0].promotion.leadHours: 2',
      'environments[0].promotion.soakHours: 0',
      'environments[1].promotion.soakHours: 2208',
    ]);
  });

  it('of a part policy is judged with what it has from its environment', () => {
    const part = (given: Partial<PartPolicy>): PartPolicy => ({ name: 'edge', hosts: 'role = edge', ...given });
    const window: Window = { kind: 'any-time', spanDays: 1 };
    expect(told(dev, { ...test, promotion: rule(30), policies: [part({ window }), part({ name: 'db' })] })).toEqual([
      'environments[1].policies[0].window.leadHours: at most 23',
    ]);
    expect(told({ ...dev, policies: [part({ promotion: rule(1) })] })).toEqual([
      'environments[0].policies[0].promotion: `promotion` of the environment too',
    ]);
  });
});
