// What many answers share.

import type { Instant } from '@slipway/core/time';
import { type TSchema, Type } from 'typebox';
import {
  Count,
  DigestSchema,
  HostIdSchema,
  InstantSchema,
  Name,
  nullable,
  ReasonSchema,
  RolloutIdSchema,
  Text,
  words,
} from '../schema/index.ts';

/** An answer's object: a newer controller may say more, and who reads it passes over what it does not know. */
export const open = <P extends Record<string, TSchema>>(properties: P) => Type.Object(properties);
export const list = <S extends TSchema>(items: S) => Type.Array(items);

/** What a person can still read, and a program still wants at once. */
export const PAGE_LIMIT_DEFAULT = 100;
export const PAGE_LIMIT_MAX = 1000;

export const pageQuery = {
  after: Type.Optional(Type.String({ maxLength: 4096, description: '`next` of the page before; else the first page' })),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: PAGE_LIMIT_MAX,
      description: `at most so many items; else ${PAGE_LIMIT_DEFAULT}`,
    }),
  ),
};
export const PageQuery = Type.Object(pageQuery, { additionalProperties: false });

export const page = <S extends TSchema>(items: S) =>
  open({
    items: list(items),
    next: Type.Union([Type.String(), Type.Null()], { description: 'null: there is no more' }),
  });

/** Problem details (RFC 9457): every refusal, with `type` `urn:slipway:reason:` and its code. */
export const ProblemSchema = open({
  type: Type.String(),
  title: Type.String({ description: 'what is so and what to do, for people' }),
  status: Type.Integer(),
  code: Type.String({ description: 'stable, for programs' }),
  facts: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
});

export const HostParams = Type.Object({ hostId: HostIdSchema });
export const DigestParams = Type.Object({ digest: DigestSchema });
export const RolloutParams = Type.Object({ rolloutId: RolloutIdSchema });

/** Keys like core's identifiers; what else a label may be, the use case says. */
export const LabelsSchema = Type.Record(Type.String({ maxLength: 63 }), Type.String({ maxLength: 255 }));
export const SelectorText = Type.String({ minLength: 1, maxLength: 4096, description: 'a selector, see its grammar' });
export const Environment = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' });

/** History. Labels and rules are those of today. */
export const AsOf = Type.Optional(
  Type.Unsafe<Instant>({ ...InstantSchema, description: 'as it was known and carried at that moment; else now' }),
);

export const HostReasonSchema = open({ hostId: HostIdSchema, reason: ReasonSchema });
export const RoleSchema = words('viewer', 'operator', 'approver', 'administrator');
export const HostPhaseSchema = words(
  'waiting',
  'granted',
  'away',
  'done',
  'part-done',
  'gone-back',
  'failed',
  'not-begun',
  'lost',
  'excused',
);
export const RolloutStateSchema = words('running', 'paused', 'stopped', 'aborting', 'aborted', 'completed', 'failed');
export const AttemptOutcomeSchema = words('done', 'part-done', 'gone-back', 'not-begun', 'isolated');
export { Count, DigestSchema, HostIdSchema, Name, nullable, ReasonSchema, RolloutIdSchema, Text, words };
