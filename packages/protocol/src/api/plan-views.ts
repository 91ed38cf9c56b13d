// What is reckoned of a plan: when its waves would run, and how it differs from another.

import { Type } from 'typebox';
import { HostPlanSchema, InstantSchema, OccurrenceSchema } from '../schema/index.ts';
import { FrozenSpansSchema } from './calendar.ts';
import { Count, HostIdSchema, list, Name, nullable, open, Text } from './common.ts';
import type { Plain } from './endpoint.ts';

/** When its waves would run, by what hosts are expected to take; nothing is decided by it. */
export const PlanTimetableSchema = open({
  waves: Type.Array(
    open({
      startsAt: Type.Union([InstantSchema, Type.Null()], { description: 'null: no host of it finds room' }),
      endsAt: nullable(InstantSchema),
      soakedAt: Type.Union([InstantSchema, Type.Null()], { description: 'when its gates could open at the earliest' }),
      withoutRoom: Type.Integer({ minimum: 0, description: 'hosts that could not begin before the last cut-off' }),
      hostsWithoutRoom: Type.Optional(
        Type.Array(open({ hostId: HostIdSchema, hostname: Name }), { description: 'these, in the order of the wave' }),
      ),
    }),
    { description: 'of the plan, in order' },
  ),
  occurrences: list(OccurrenceSchema),
  freezes: list(FrozenSpansSchema),
  zone: Type.Union([Name, Type.Null()], { description: 'of the window today; null: it follows no clock' }),
});
export type PlanTimetableAnswer = Plain<typeof PlanTimetableSchema>;

const ChangeSchema = HostPlanSchema.properties.transaction.items;

export const PlanDifferenceSchema = open({
  isSame: Type.Boolean(),
  hostsAdded: list(HostIdSchema),
  hostsRemoved: list(HostIdSchema),
  hostsChanged: list(
    open({
      hostId: HostIdSchema,
      added: list(ChangeSchema),
      removed: list(ChangeSchema),
      changed: list(open({ before: ChangeSchema, after: ChangeSchema })),
      parts: list(Text),
    }),
  ),
  /** Waves count from 1. */
  movedWaves: list(open({ hostId: HostIdSchema, from: Count, to: Count })),
  waveCount: open({ before: Count, after: Count }),
  rules: list(Text),
});
export type PlanDifferenceAnswer = Plain<typeof PlanDifferenceSchema>;
