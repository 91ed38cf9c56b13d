// Who is told of what, and what they were told.

import { Type } from 'typebox';
import { InstantSchema, strict } from '../schema/index.ts';
import { Count, list, Name, nullable, open, PageQuery, page, ReasonSchema, Text, words } from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';

export const AudienceSchema = Type.Union([
  open({ name: Name, kind: Type.Literal('webhook'), url: Text }),
  open({
    name: Name,
    kind: words('slack', 'teams'),
    url: Type.String({ description: 'of a chat only where it is: who knows the rest may write there' }),
  }),
  open({ name: Name, kind: Type.Literal('mail'), to: list(Text) }),
]);
export type AudienceAnswer = Plain<typeof AudienceSchema>;

export const NoticeSchema = open({
  eventId: Type.String({ description: 'a receiver that has seen it passes over the repetition' }),
  at: InstantSchema,
  kind: Type.String({ description: 'what it tells; notices of earlier versions have kinds of theirs' }),
  environments: Type.Optional(list(Name)),
  content: Type.Record(Type.String(), Type.Unknown()),
  deliveries: list(
    open({
      audience: Name,
      state: words('waiting', 'delivered', 'given-up'),
      attempts: Count,
      nextTryAt: InstantSchema,
      lastReason: nullable(ReasonSchema),
      contact: Type.Optional(nullable(Name)),
      digest: Type.Optional(
        open({
          digestId: Type.String({ description: 'the id of the message that it is told with' }),
          why: words('asked', 'flood'),
        }),
      ),
    }),
  ),
});
export type NoticeAnswer = Plain<typeof NoticeSchema>;

export const NoticeShownSchema = open({
  ...NoticeSchema.properties,
  text: open({ subject: Text, lines: list(Type.String()) }),
  houseTexts: Type.Optional(
    Type.Array(open({ audiences: list(Name), subject: Text, lines: list(Type.String()) }), {
      description: "in the words of policy's templates, as they were when it was told; whoever is in none reads `text`",
    }),
  ),
});
export type NoticeShownAnswer = Plain<typeof NoticeShownSchema>;

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
    summary: 'Adds a webhook, mail addresses or a chat; the key that signs for a webhook is in this answer alone',
    role: 'administrator',
    body: Type.Union([
      strict({ name: AudienceName, kind: Type.Literal('webhook'), url: Type.String({ maxLength: 2000 }) }),
      strict({
        name: AudienceName,
        kind: words('slack', 'teams'),
        url: Type.String({
          maxLength: 2000,
          description: 'incoming webhook: of Slack or Mattermost, or of Workflows in Microsoft Teams',
        }),
      }),
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
  test: endpoint({
    name: 'testAudience',
    subject,
    method: 'POST',
    path: '/api/v1/audiences/{name}/test',
    summary: 'Sends a message that says it is a test, now and once, and tells whether it was taken',
    role: 'administrator',
    params: Type.Object({ name: AudienceName }),
    answer: open({ taken: Type.Boolean(), reason: nullable(ReasonSchema) }),
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
  show: endpoint({
    name: 'showNotice',
    subject,
    method: 'GET',
    path: '/api/v1/notices/{eventId}',
    summary: 'A notice in the words in which each audience gets it, and how far its deliveries are',
    role: 'viewer',
    params: Type.Object({ eventId: Type.String({ maxLength: 400 }) }),
    answer: NoticeShownSchema,
  }),
} as const;
