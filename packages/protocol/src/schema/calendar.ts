// Windows and freezes as people write them. What a form cannot say (that a zone exists, that a rule ever happens, that
// a window is long enough) is core/calendar's to judge, all at once.

import type { LocalDate, LocalTime } from '@slipway/core/calendar';
import { Type } from 'typebox';
import { InstantSchema, Name, strict, Text, words } from './basics.ts';

/** Days and minutes of any length that core may then refuse with a sentence. */
const NUMBER_MAX = 1_000_000;
const Number0 = Type.Integer({ minimum: 0, maximum: NUMBER_MAX });

const LocalDateSchema = Type.Unsafe<LocalDate>(Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' }));
export const LocalTimeSchema = Type.Unsafe<LocalTime>(Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }));
const WeekdaySchema = words('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday');
const Weekdays = Type.Array(WeekdaySchema, { maxItems: 7 });
const Months = Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 12 }), { maxItems: 12 }));

const span = {
  zone: Name,
  start: LocalTimeSchema,
  until: Type.Union([
    strict({ kind: Type.Literal('local'), time: LocalTimeSchema, daysLater: Number0 }),
    strict({ kind: Type.Literal('elapsed'), minutes: Number0 }),
  ]),
};
const hours = { ...span, cutOffMinutes: Type.Union([Number0, Type.Literal('learned')]) };

/** Agents never read a window: what they get are the occurrences in the plan's header. */
export const WindowSchema = Type.Union([
  strict({ kind: Type.Literal('any-time'), spanDays: Type.Integer({ minimum: 1, maximum: 366 }) }),
  strict({
    kind: Type.Literal('dates'),
    spans: Type.Array(strict({ startsAt: InstantSchema, cutOffAt: InstantSchema, endsAt: InstantSchema }), {
      maxItems: 1000,
    }),
  }),
  strict({ kind: Type.Literal('weekly'), weekdays: Weekdays, ...hours }),
  strict({ kind: Type.Literal('every-second-week'), weekdays: Weekdays, anchor: LocalDateSchema, ...hours }),
  strict({
    kind: Type.Literal('nth-weekday'),
    nth: Type.Union([
      Type.Literal(1),
      Type.Literal(2),
      Type.Literal(3),
      Type.Literal(4),
      Type.Literal(5),
      Type.Literal('last'),
    ]),
    weekday: WeekdaySchema,
    plusDays: Type.Integer({ minimum: -27, maximum: 27 }),
    months: Months,
    ...hours,
  }),
  strict({
    kind: Type.Literal('day-of-month'),
    day: Type.Union([Type.Integer({ minimum: 1, maximum: 31 }), Type.Literal('last')]),
    months: Months,
    ...hours,
  }),
]);

const RecurrenceSchema = strict({
  every: words('day', 'week', 'month', 'year'),
  interval: Type.Integer({ minimum: 1, maximum: 400 }),
  from: LocalDateSchema,
  until: Type.Optional(LocalDateSchema),
  weekdays: Type.Optional(
    Type.Array(strict({ weekday: WeekdaySchema, nth: Type.Optional(Type.Integer({ minimum: -5, maximum: 5 })) }), {
      maxItems: 35,
    }),
  ),
  monthDays: Type.Optional(Type.Array(Type.Integer({ minimum: -31, maximum: 31 }), { maxItems: 62 })),
  months: Months,
  except: Type.Optional(Type.Array(LocalDateSchema, { maxItems: 1000 })),
});

/** A span in which nothing starts, as core/calendar has it; freezes of a policy and of a calendar file alike. */
export const FreezeSchema = strict({
  name: Name,
  why: Text,
  when: Type.Union([
    strict({
      kind: Type.Literal('dates'),
      spans: Type.Array(strict({ startsAt: InstantSchema, endsAt: InstantSchema }), { maxItems: 520 }),
    }),
    strict({ kind: Type.Literal('recurring'), ...span, days: RecurrenceSchema }),
  ]),
});
