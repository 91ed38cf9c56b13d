// Change requests: looked at, worded, withdrawn, and answered by an outside system.

import { Type } from 'typebox';
import { InstantSchema, OccurrenceSchema, strict } from '../schema/index.ts';
import { DigestSchema, list, Name, nullable, open, PageQuery, page, RolloutIdSchema, Text, words } from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';

export const ChangeRequestSchema = open({
  number: Type.String({ description: 'CHG-000001, in the order of opening' }),
  planDigest: DigestSchema,
  environment: Name,
  title: Text,
  text: Type.String(),
  plannedTimes: list(OccurrenceSchema),
  backOut: open({
    generated: Type.String({ description: 'what the plan says of its way back' }),
    added: Type.String({ description: 'what people add' }),
  }),
  state: words('open', 'approved', 'rejected', 'closed'),
  outside: nullable(
    open({ system: Name, reference: nullable(Type.String({ description: 'what the outside system calls it' })) }),
  ),
  openedBy: Text,
  openedAt: InstantSchema,
  result: nullable(
    open({
      outcome: words('completed', 'failed', 'aborted', 'rejected', 'expired', 'superseded', 'withdrawn'),
      text: Type.String(),
      rolloutId: nullable(RolloutIdSchema),
    }),
  ),
  history: list(
    open({
      at: InstantSchema,
      who: Text,
      what: words('opened', 'edited', 'named', 'approved', 'approval-lost', 'rejected', 'closed'),
      detail: Type.String(),
      answerId: Type.Optional(Type.String()),
    }),
  ),
});
export type ChangeRequestAnswer = Plain<typeof ChangeRequestSchema>;

export const ShownChangeRequestSchema = open({
  ...ChangeRequestSchema.properties,
  revision: Type.Integer({ minimum: 1, description: 'send it back with an edit' }),
});
export type ShownChangeRequestAnswer = Plain<typeof ShownChangeRequestSchema>;

const ChangeNumber = Type.String({ pattern: '^CHG-[0-9]{6,12}$' });
const NumberParams = Type.Object({ number: ChangeNumber });
/** Of the sender: no control characters, so that it can stand in a line. */
const ShortText = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]*$' });

/** What an outside system sends, signed over these bytes. */
const AnswerBody = strict({
  answerId: Type.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$',
    description: 'one per answer, kept at repetition',
  }),
  number: ChangeNumber,
  plan: DigestSchema,
  answer: words('approved', 'rejected'),
  by: { ...ShortText(200), description: 'the person who said so' },
  reference: { ...ShortText(200), description: 'what the outside system calls the change' },
  why: Type.Optional(ShortText(1000)),
  removals: Type.Optional(
    Type.Array(Name, { maxItems: 10_000, description: 'with a yes to a plan that removes packages: each of them' }),
  ),
  at: InstantSchema,
});

const subject = 'plans';

export const changeRequests = {
  list: endpoint({
    name: 'listChangeRequests',
    subject,
    method: 'GET',
    path: '/api/v1/change-requests',
    summary: 'Change requests, newest first',
    role: 'viewer',
    query: PageQuery,
    answer: page(ChangeRequestSchema),
  }),
  show: endpoint({
    name: 'showChangeRequest',
    subject,
    method: 'GET',
    path: '/api/v1/change-requests/{number}',
    summary: 'A change request: text, planned times, way back, state, history',
    role: 'viewer',
    params: NumberParams,
    answer: ShownChangeRequestSchema,
  }),
  reword: endpoint({
    name: 'rewordChangeRequest',
    subject,
    method: 'PUT',
    path: '/api/v1/change-requests/{number}',
    summary: 'Puts a change request into other words, until the first name stands under its plan',
    role: 'operator',
    params: NumberParams,
    body: strict({
      revision: Type.Integer({ minimum: 1, description: 'the one that was looked at' }),
      title: Type.Optional(ShortText(200)),
      text: Type.Optional(Type.String({ minLength: 1, maxLength: 20_000 })),
      backOutAdded: Type.Optional(Type.String({ maxLength: 20_000 })),
    }),
    answer: ShownChangeRequestSchema,
  }),
  withdraw: endpoint({
    name: 'withdrawChangeRequest',
    subject,
    method: 'POST',
    path: '/api/v1/change-requests/{number}/close',
    summary: 'Closes a change request before it is carried out: nothing begins under it any more',
    role: 'operator',
    params: NumberParams,
    body: strict({ why: ShortText(1000) }),
    answer: ShownChangeRequestSchema,
  }),
  answer: endpoint({
    name: 'answerChangeRequest',
    subject,
    method: 'POST',
    path: '/api/v1/change-requests/{number}/answer',
    summary: "An outside system's yes or no, signed with the key of its audience",
    role: 'nobody',
    params: NumberParams,
    body: AnswerBody,
    headers: { 'slipway-signature': 'sha256=HEX: HMAC of the body, as sent, with the key of the audience' },
    answer: open({ number: ChangeNumber, state: words('open', 'approved', 'rejected', 'closed') }),
  }),
} as const;
