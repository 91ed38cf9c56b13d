// Calendar: windows, freezes and what is planned in them, over a part of time.

import { Type } from 'typebox';
import { InstantSchema, OccurrenceSchema } from '../schema/index.ts';
import {
  Count,
  DigestSchema,
  Environment,
  list,
  Name,
  nullable,
  open,
  ReasonSchema,
  RolloutIdSchema,
  RolloutStateSchema,
  Text,
} from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';
import { WindowScheduleSchema } from './windows.ts';

const SpanSchema = open({ startsAt: InstantSchema, endsAt: InstantSchema });

/** When a freeze of policy holds, in the part of time that was asked for. */
export const FrozenSpansSchema = open({
  name: Name,
  why: Text,
  environments: Type.Union([list(Name), Type.Null()], { description: 'null: all of them' }),
  spans: Type.Union([list(SpanSchema), Type.Null()], {
    description: 'null: cannot be computed, and then it holds throughout',
  }),
});
export type FrozenSpansAnswer = Plain<typeof FrozenSpansSchema>;

export const CalendarPlanSchema = open({
  planDigest: DigestSchema,
  environment: Name,
  policyName: nullable(Name),
  hosts: Count,
  occurrences: list(OccurrenceSchema),
  approval: Type.Union([ReasonSchema, Type.Null()], { description: 'what is missing; null: it is approved' }),
  approvalDueAt: Type.Union([InstantSchema, Type.Null()], {
    description: 'the start of the next window that would begin without enough names; null: nothing is missing',
  }),
  rollouts: list(
    open({
      rolloutId: RolloutIdSchema,
      state: RolloutStateSchema,
      startedAt: InstantSchema,
      endedAt: nullable(InstantSchema),
    }),
  ),
});
export type CalendarPlanAnswer = Plain<typeof CalendarPlanSchema>;

export const CalendarSchema = open({
  revision: Type.Integer({ description: 'of the policy' }),
  at: InstantSchema,
  from: InstantSchema,
  until: InstantSchema,
  zoneDatabase: Type.String({ description: 'version of the zone rules that these follow from' }),
  places: Type.Array(WindowScheduleSchema, {
    description: 'as in the next windows; `skipped` holds what falls into this part of time alone',
  }),
  freezes: list(FrozenSpansSchema),
  plans: Type.Array(CalendarPlanSchema, {
    description: 'with an occurrence in it; replaced and expired ones only where a rollout carried them out',
  }),
});
export type CalendarAnswer = Plain<typeof CalendarSchema>;

const subject = 'policy';

export const calendar = {
  show: endpoint({
    name: 'showCalendar',
    subject,
    method: 'GET',
    path: '/api/v1/calendar',
    summary: 'Windows, freezes and plans in a part of time, by the functions that the planner asks; 100 days at most',
    role: 'viewer',
    query: Type.Object(
      { from: InstantSchema, until: InstantSchema, environment: Type.Optional(Environment) },
      { additionalProperties: false },
    ),
    answer: CalendarSchema,
  }),
  /** `text/calendar`: what `slipway window export` writes. */
  file: endpoint({
    name: 'exportWindows',
    subject,
    method: 'GET',
    path: '/api/v1/windows.ics',
    summary: 'The next windows as a file for calendar programs (RFC 5545)',
    role: 'viewer',
    query: Type.Object({ environment: Type.Optional(Environment) }, { additionalProperties: false }),
    answer: null,
  }),
} as const;
