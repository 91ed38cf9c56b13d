import type { StepRun } from '@slipway/core/execution';
import type { RebootWarning } from '@slipway/core/policy';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { addSeconds, asInstant } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import type { AttemptContext } from '../context.ts';
import { warnPeople } from './warn-people.ts';

const BEGUN = asInstant('2026-03-10T20:00:00.000Z');
const unknown = refuse('users-unknown', { detail: 'no answer' });

/** Who is logged in, by the minute since the step was begun. */
const waited = async (given: {
  readonly warning: RebootWarning;
  readonly users: (minute: number) => Outcome<readonly string[]>;
  /** Entered again so many minutes after it was begun. */
  readonly again?: number;
  readonly cannotTell?: boolean;
  /** The clock is set by so much in the third minute. */
  readonly clockMovesMinutes?: number;
}) => {
  const { warning, users, again = 0 } = given;
  let ms = again * 60_000;
  const told: [number, string][] = [];
  const moved = (): number => (ms >= 180_000 ? (given.clockMovesMinutes ?? 0) * 60 : 0);
  const run = { step: 'reboot', outcome: null, begunAt: BEGUN } as unknown as StepRun;
  const context = {
    attempt: { steps: again === 0 ? [] : [run] },
    conditions: { now: BEGUN },
    header: { bounds: { occurrences: [{ startsAt: BEGUN, endsAt: addSeconds(BEGUN, 4 * 3600) }] } },
    hostPlan: { wayBackSeconds: 120 },
    ports: {
      clock: {
        now: () => addSeconds(BEGUN, ms / 1000 + moved()),
        monotonicMs: () => 1_000_000 + ms,
        sleep: async (more: number) => {
          expect(more).toBeGreaterThan(0);
          ms += more;
        },
      },
      conditions: { users: async () => users(ms / 60_000) },
      system: {
        tellUsers: async (text: string) => {
          if (given.cannotTell === true) return refuse('users-not-told', { detail: 'no wall' });
          told.push([ms / 60_000, text]);
          return ok(undefined);
        },
      },
    },
  } as unknown as AttemptContext;
  const people = await warnPeople(context, warning);
  return { people, minutes: ms / 60_000, told, toldAt: told.map(([minute]) => minute) };
};

const somebody = () => ok(['ada']);

describe('people on a host that reboots', () => {
  it('are none: it reboots at once', async () => {
    expect(await waited({ warning: { minutes: 10 }, users: () => ok([]) })).toMatchObject({
      people: 'none',
      minutes: 0,
    });
  });

  it('are told with time and reason, again as it comes nearer, and have their whole time', async () => {
    const { people, minutes, toldAt, told } = await waited({
      warning: { minutes: 10, text: 'New kernel.' },
      users: somebody,
    });
    expect([people, minutes, toldAt]).toEqual(['told', 10, [0, 5, 8, 9]]);
    expect(told[0]?.[1]).toBe(
      'This host reboots in 10 minutes, at 2026-03-10 20:10 UTC. New kernel. Save your work and log out.',
    );
    expect(told.at(-1)?.[1]).toContain('in 1 minute,');
  });

  it('leave: it reboots at once', async () => {
    const users = (minute: number) => ok(minute < 4 ? ['ada'] : []);
    expect(await waited({ warning: { minutes: 10 }, users })).toMatchObject({ people: 'none', minutes: 4 });
  });

  it('C29: are somebody where nobody can tell', async () => {
    const { people, minutes } = await waited({ warning: { minutes: 10 }, users: () => unknown });
    expect([people, minutes]).toEqual(['told', 10]);
  });

  it('cannot be told: their time is waited for all the same, and it is said', async () => {
    const { people, minutes } = await waited({ warning: { minutes: 10 }, users: somebody, cannotTell: true });
    expect([people, minutes]).toEqual(['not-told', 10]);
  });

  it('are waited for to the deadline, the warning within it', async () => {
    const warning = { minutes: 10, postponeMinutes: 60 };
    const { minutes, toldAt } = await waited({ warning, users: somebody });
    expect([minutes, toldAt]).toEqual([60, [50, 55, 58, 59]]);
  });

  it('C01: a killed agent goes on with the clock of the step, and takes no time from them', async () => {
    const { minutes, told, toldAt } = await waited({ warning: { minutes: 10 }, users: somebody, again: 7 });
    expect([minutes, toldAt]).toEqual([10, [7, 8, 9]]);
    expect(told[0]?.[1]).toContain('in 3 minutes, at 2026-03-10 20:10 UTC');
    const late = await waited({ warning: { minutes: 10 }, users: somebody, again: 30 });
    expect([late.people, late.minutes, late.told]).toEqual([
      'told',
      30,
      [[30, 'This host reboots now. Updates need it.']],
    ]);
  });

  it.each([-600, 600])(
    'C24: a clock that is set by %d minutes makes the wait neither longer nor shorter',
    async (by) => {
      const { minutes } = await waited({ warning: { minutes: 10 }, users: somebody, clockMovesMinutes: by });
      expect(minutes).toBe(10);
    },
  );
});
