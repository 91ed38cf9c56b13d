// Who is told of what newly needs an update and of feeds that fail, and what they were told.

import { Type } from 'typebox';
import { InstantSchema, strict } from '../schema/index.ts';
import { Count, list, Name, nullable, open, PageQuery, page, ReasonSchema, Text, words } from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';

export const AudienceSchema = Type.Union([
  open({ name: Name, kind: Type.Literal('webhook'), url: Text }),
  open({ name: Name, kind: Type.Literal('mail'), to: list(Text) }),
]);
export type AudienceAnswer = Plain<typeof AudienceSchema>;

export const NoticeSchema = open({
  eventId: Type.String({ description: 'a receiver that has seen it passes over the repetition' }),
  at: InstantSchema,
  kind: Type.String({ description: '`newly-affected` or `feed-refused`' }),
  content: Type.Record(Type.String(), Type.Unknown()),
  deliveries: list(
    open({
      audience: Name,
      state: words('waiting', 'delivered', 'given-up'),
      attempts: Count,
      nextTryAt: InstantSchema,
      lastReason: nullable(ReasonSchema),
    }),
  ),
});
export type NoticeAnswer = Plain<typeof NoticeSchema>;

const AudienceName = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' });
const subject = 'knowledge';

export const audiences = {
  list: endpoint({
    name: 'listAudiences',
    subject,
    method: 'GET',
    path: '/api/v1/audiences',
    summary: 'Who is told, without keys; an address may be a secret by itself',
    role: 'administrator',
    query: PageQuery,
    answer: page(AudienceSchema),
  }),
  add: endpoint({
    name: 'addAudience',
    subject,
    method: 'POST',
    path: '/api/v1/audiences',
    summary: 'Adds a webhook or mail addresses; the key that signs for a webhook is in this answer and nowhere else',
    role: 'administrator',
    body: Type.Union([
      strict({ name: AudienceName, kind: Type.Literal('webhook'), url: Type.String({ maxLength: 2000 }) }),
      strict({
        name: AudienceName,
        kind: Type.Literal('mail'),
        to: Type.Array(Type.String({ maxLength: 254 }), { minItems: 1, maxItems: 50 }),
      }),
    ]),
    answer: open({ audience: AudienceSchema, key: nullable(Text) }),
    status: 201,
  }),
  remove: endpoint({
    name: 'removeAudience',
    subject,
    method: 'DELETE',
    path: '/api/v1/audiences/{name}',
    summary: 'Removes an audience; what it was still to be told is given up',
    role: 'administrator',
    params: Type.Object({ name: AudienceName }),
    status: 204,
  }),
} as const;

export const notices = {
  list: endpoint({
    name: 'listNotices',
    subject,
    method: 'GET',
    path: '/api/v1/notices',
    summary: 'What audiences were told and whether it arrived, newest first',
    role: 'viewer',
    query: PageQuery,
    answer: page(NoticeSchema),
  }),
} as const;
