import type { Calendar, Freeze, Occurrence, Window } from '@slipway/core/calendar';
import { checkPlan, makePlan, type PlanningInput } from '@slipway/core/plan';
import { asInstant } from '@slipway/core/time';
import { anEnvironment, aPlanningInput, aPolicy, sha256 } from '@slipway/testkit/builders';
import { runtimeZones } from '@slipway/testkit/zones';
import { describe, expect, it } from 'vitest';

// A plan in a window by the clock: from policy over planner and checker to what an agent is given.

const zones = runtimeZones();
const window: Window = {
  ...{ kind: 'weekly', weekdays: ['saturday'], zone: 'Europe/Berlin', start: '20:00' },
  ...{ until: { kind: 'local', time: '06:00', daysLater: 1 }, cutOffMinutes: 120 },
};
const freeze: Freeze = {
  ...{ name: 'easter', why: 'closing' },
  when: {
    kind: 'dates',
    spans: [{ startsAt: asInstant('2027-03-27T00:00:00.000Z'), endsAt: asInstant('2027-03-27T22:00:00.000Z') }],
  },
};

const inputWith = (calendar: Calendar | null): PlanningInput => ({
  ...aPlanningInput({
    now: asInstant('2027-03-26T12:00:00.000Z'),
    policy: aPolicy({ environments: [anEnvironment({ name: 'dev' }), anEnvironment({ name: 'prod', window })] }),
  }),
  ...(calendar === null ? {} : { calendar }),
});

function planned(input: PlanningInput) {
  const { plan, report } = makePlan(input, sha256);
  if (plan === null) return { first: null, report, errors: [] };
  const notes = checkPlan({ plan, report, input, sha256 });
  const [first] = plan.header.bounds.occurrences;
  return { first, report, errors: notes.filter(({ severity }) => severity === 'error') };
}

describe('a plan in a window by the clock', () => {
  it.each<[string, readonly Freeze[], Occurrence]>([
    [
      'knows the night of nine hours',
      [],
      {
        id: 'weekly-2027-03-27t20-00',
        startsAt: asInstant('2027-03-27T19:00:00.000Z'),
        cutOffAt: asInstant('2027-03-28T02:00:00.000Z'),
        endsAt: asInstant('2027-03-28T04:00:00.000Z'),
      },
    ],
    [
      'begins after a freeze',
      [freeze],
      {
        id: 'weekly-2027-03-27t20-00',
        startsAt: asInstant('2027-03-27T22:00:00.000Z'),
        cutOffAt: asInstant('2027-03-28T02:00:00.000Z'),
        endsAt: asInstant('2027-03-28T04:00:00.000Z'),
      },
    ],
  ])('%s, and the checker agrees', (_name, freezes, occurrence) => {
    // Nothing beside the four fields that agents of every version read.
    const { first, errors } = planned(inputWith({ zones, freezes }));
    expect(first).toEqual(occurrence);
    expect(errors).toEqual([]);
  });

  it('is refused by a checker whose clocks are others', () => {
    const input = inputWith({ zones, freezes: [] });
    const { plan, report } = makePlan(input, sha256);
    if (plan === null) throw new Error('nothing is planned');
    const elsewhere = { ...zones, rulesOf: () => zones.rulesOf('Asia/Kathmandu') };
    const notes = checkPlan({ plan, report, input: { ...input, calendar: { zones: elsewhere, freezes: [] } }, sha256 });
    expect(notes.map(({ reason }) => reason.code)).toContain('check-occurrence');
  });

  it('is not made without a zone database', () => {
    const { first, report } = planned(inputWith(null));
    expect(first).toBeNull();
    expect(JSON.stringify(report)).toContain('no-occurrence');
  });
});
