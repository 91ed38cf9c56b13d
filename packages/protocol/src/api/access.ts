// Tokens, enrolment, audit, the switch.

import type { Instant } from '@slipway/core/time';
import { Type } from 'typebox';
import { InstantSchema, strict } from '../schema/index.ts';
import {
  Count,
  DigestSchema,
  LabelsSchema,
  list,
  Name,
  nullable,
  open,
  PageQuery,
  page,
  pageQuery,
  ReasonSchema,
  RoleSchema,
  Text,
  words,
} from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';

export const TokenSchema = open({
  tokenId: Name,
  person: Text,
  roles: list(RoleSchema),
  teams: list(Text),
  createdAt: InstantSchema,
  expiresAt: nullable(InstantSchema),
  revokedAt: nullable(InstantSchema),
});
export type TokenAnswer = Plain<typeof TokenSchema>;

export const EnrolmentSchema = open({
  tokenId: Name,
  labels: LabelsSchema,
  usesLeft: Count,
  expiresAt: InstantSchema,
  /** What the one line on a host needs: `slipway-agent enrol --controller … --token … --trust …`. */
  controller: Text,
  token: Text,
  trust: DigestSchema,
});
export type Enrolment = Plain<typeof EnrolmentSchema>;

export const EnrolmentTokenSchema = open({
  tokenId: Name,
  labels: LabelsSchema,
  createdBy: Text,
  createdAt: InstantSchema,
  expiresAt: InstantSchema,
  /** How many hosts it may still enrol. */
  usesLeft: Count,
  revokedAt: nullable(InstantSchema),
});
export type EnrolmentTokenAnswer = Plain<typeof EnrolmentTokenSchema>;

export const AuditEventSchema = open({
  sequence: Count,
  previous: DigestSchema,
  digest: DigestSchema,
  at: InstantSchema,
  who: Text,
  action: Text,
  object: Text,
  facts: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
});
export type AuditEventAnswer = Plain<typeof AuditEventSchema>;

export const SwitchSchema = open({ state: words('running', 'stopped') });

const PersonName = Type.String({ pattern: '^[^\\u0000-\\u001f\\u007f]{1,128}$' });
const Team = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' });

export const tokens = {
  list: endpoint({
    name: 'listTokens',
    subject: 'access',
    method: 'GET',
    path: '/api/v1/tokens',
    summary: 'API tokens, revoked and expired ones too; never a secret',
    role: 'administrator',
    query: PageQuery,
    answer: page(TokenSchema),
  }),
  create: endpoint({
    name: 'createToken',
    subject: 'access',
    method: 'POST',
    path: '/api/v1/tokens',
    summary: 'Makes an API token; its secret is in this answer and nowhere else',
    role: 'administrator',
    body: strict({
      person: PersonName,
      roles: Type.Array(RoleSchema, { minItems: 1, maxItems: 4, uniqueItems: true }),
      teams: Type.Optional(Type.Array(Team, { maxItems: 100, uniqueItems: true })),
      expiresAt: Type.Optional(nullable(InstantSchema)),
    }),
    answer: open({ token: TokenSchema, secret: Text }),
    status: 201,
  }),
  revoke: endpoint({
    name: 'revokeToken',
    subject: 'access',
    method: 'DELETE',
    path: '/api/v1/tokens/{tokenId}',
    summary: 'Ends an API token at once',
    role: 'administrator',
    params: Type.Object({ tokenId: Name }),
    status: 204,
  }),
} as const;

export const enrolment = {
  create: endpoint({
    name: 'createEnrolmentToken',
    subject: 'access',
    method: 'POST',
    path: '/api/v1/enrolment-tokens',
    summary: 'Makes a short-lived token with which hosts enrol themselves, and what the line on the host needs',
    role: 'operator',
    body: strict({
      labels: Type.Optional(LabelsSchema),
      uses: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: 'hosts; else 1' })),
      validSeconds: Type.Optional(
        Type.Integer({ minimum: 60, maximum: 30 * 24 * 3600, description: 'at most 30 days; else a day' }),
      ),
    }),
    answer: EnrolmentSchema,
    status: 201,
  }),
  list: endpoint({
    name: 'listEnrolmentTokens',
    subject: 'access',
    method: 'GET',
    path: '/api/v1/enrolment-tokens',
    summary: 'Enrolment tokens, used up, expired and revoked ones too; never a secret',
    role: 'operator',
    query: PageQuery,
    answer: page(EnrolmentTokenSchema),
  }),
  revoke: endpoint({
    name: 'revokeEnrolmentToken',
    subject: 'access',
    method: 'DELETE',
    path: '/api/v1/enrolment-tokens/{tokenId}',
    summary: 'Ends an enrolment token at once; hosts that it has enrolled stay',
    role: 'operator',
    params: Type.Object({ tokenId: Name }),
    status: 204,
  }),
} as const;

const Asked = Type.String({ minLength: 1, maxLength: 256 });
const AuditQuery = Type.Object(
  {
    ...pageQuery,
    who: Type.Optional(Asked),
    action: Type.Optional(
      Type.String({
        pattern: '^[a-z0-9.-]{1,64}$',
        description: 'an action, or the subject before its dot: `plan` is `plan.make`, `plan.approve` and so on',
      }),
    ),
    object: Type.Optional(Type.String({ minLength: 1, maxLength: 256, description: 'what its object begins with' })),
    from: Type.Optional(InstantSchema),
    until: Type.Optional(Type.Unsafe<Instant>({ ...InstantSchema, description: 'before then' })),
    order: Type.Optional(words('oldest-first', 'newest-first')),
  },
  { additionalProperties: false },
);

export const audit = {
  list: endpoint({
    name: 'listAuditEvents',
    subject: 'access',
    method: 'GET',
    path: '/api/v1/audit',
    summary: 'Who did what to which object, oldest first, each event chained to the one before',
    role: 'viewer',
    query: AuditQuery,
    answer: page(AuditEventSchema),
  }),
  verify: endpoint({
    name: 'verifyAudit',
    subject: 'access',
    method: 'GET',
    path: '/api/v1/audit/verify',
    summary: 'Whether the chain of audit events holds together; its head is worth keeping elsewhere',
    role: 'viewer',
    answer: Type.Union([
      open({ holds: Type.Literal('yes'), head: open({ sequence: Count, digest: DigestSchema }) }),
      open({ holds: Type.Literal('no'), reason: ReasonSchema }),
    ]),
  }),
} as const;

export const theSwitch = {
  show: endpoint({
    name: 'showSwitch',
    subject: 'access',
    method: 'GET',
    path: '/api/v1/switch',
    summary: 'Whether the switch that stops everything is thrown',
    role: 'viewer',
    answer: SwitchSchema,
  }),
  set: endpoint({
    name: 'setSwitch',
    subject: 'access',
    method: 'PUT',
    path: '/api/v1/switch',
    summary: 'Throws or releases the switch: while it is thrown no host begins, in any rollout',
    role: 'operator',
    body: strict({ state: words('running', 'stopped') }),
    answer: SwitchSchema,
  }),
} as const;
