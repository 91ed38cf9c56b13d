// Windows: the next occurrences of an environment, as the planner takes them, and what is unusual about each.

import { Type } from 'typebox';
import { InstantSchema } from '../schema/index.ts';
import { Environment, list, Name, nullable, open, ReasonSchema, Text, words } from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';

const occurrence = { id: Name, startsAt: InstantSchema, cutOffAt: InstantSchema, endsAt: InstantSchema };
export const OccurrenceSchema = open(occurrence);

const LocalText = Type.String({ description: 'as the clock of the zone shows it: `2026-11-24 20:00:00 +01:00`' });
const LocalSpanSchema = open({ startsAt: LocalText, cutOffAt: LocalText, endsAt: LocalText });

export const WindowScheduleSchema = open({
  environment: Name,
  policyName: Type.Optional(
    Type.Union([Name, Type.Null()], {
      description: "the policy of it that has this window; null: the environment's own",
    }),
  ),
  zone: Type.Union([Name, Type.Null()], { description: 'null: the window follows no clock' }),
  ahead: list(
    open({
      ...occurrence,
      local: nullable(LocalSpanSchema),
      elapsedMinutes: Type.Number({ description: 'from start to end, before any freeze' }),
      notes: Type.Array(ReasonSchema, { description: 'clock changes and freezes that make it other than usual' }),
    }),
  ),
  skipped: Type.Array(open({ id: Name, startsAt: InstantSchema, localStart: nullable(Text), reason: ReasonSchema }), {
    description: 'days of the rule on which nothing can begin, and why',
  }),
  ended: Type.Unsafe<'count' | 'window' | 'zone-unknown' | 'horizon'>({
    ...words('count', 'window', 'zone-unknown', 'horizon'),
    description: 'why there are no more: enough, the rule has none, the zone or its rules that far ahead are not known',
  }),
});
export type WindowSchedule = Plain<typeof WindowScheduleSchema>;

/** Two years of weeks: who wants more asks again from there. */
const COUNT_MAX = 104;

export const WindowsSchema = open({
  revision: Type.Integer({ description: 'of the policy' }),
  at: InstantSchema,
  zoneDatabase: Type.String({ description: 'version of the zone rules that these follow from' }),
  items: Type.Array(WindowScheduleSchema, {
    description:
      'by environment, in the order of the policy; after each the part policies that have a window of their own',
  }),
});
export type Windows = Plain<typeof WindowsSchema>;

export const windows = {
  next: endpoint({
    name: 'nextWindows',
    subject: 'policy',
    method: 'GET',
    path: '/api/v1/windows',
    summary: 'The next occurrences of the windows, as the planner takes them, with what is unusual about each',
    role: 'viewer',
    query: Type.Object(
      {
        environment: Type.Optional(Environment),
        team: Type.Optional(
          Type.String({
            minLength: 1,
            maxLength: 100,
            description:
              'only what concerns this team: it is asked for approval there, or owns hosts by their label `owner`',
          }),
        ),
        count: Type.Optional(
          Type.Integer({ minimum: 1, maximum: COUNT_MAX, description: 'so many of each environment; else 12' }),
        ),
      },
      { additionalProperties: false },
    ),
    answer: WindowsSchema,
  }),
} as const;
