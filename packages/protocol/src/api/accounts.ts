// People's accounts, and the session of a browser.

import type { Instant } from '@slipway/core/time';
import { Type } from 'typebox';
import { InstantSchema, strict } from '../schema/index.ts';
import { list, nullable, open, PageQuery, page, RoleSchema, Text, words } from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';

const AccountName = Type.String({ pattern: '^[a-z0-9][a-z0-9._@-]{0,62}$' });
const Password = Type.String({ minLength: 1, maxLength: 1024, description: 'at least 12 characters' });
const Team = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' });
const Roles = Type.Array(RoleSchema, { minItems: 1, maxItems: 4, uniqueItems: true });
const Teams = Type.Array(Team, { maxItems: 100, uniqueItems: true });

export const AccountSchema = open({
  name: Text,
  roles: list(RoleSchema),
  teams: list(Text),
  createdAt: InstantSchema,
  passwordSetAt: nullable(InstantSchema),
  disabledAt: nullable(InstantSchema),
});
export type AccountAnswer = Plain<typeof AccountSchema>;

export const SessionSchema = open({
  person: Text,
  roles: list(RoleSchema),
  teams: list(Text),
  now: Type.Unsafe<Instant>({ ...InstantSchema, description: "by the controller's clock: ages are told by it" }),
  expiresAt: Type.Union([InstantSchema, Type.Null()], { description: 'null: asked with a token' }),
  proof: Type.Union([Text, Type.Null()], {
    description:
      'sent as the header `slipway-proof` with every request that changes something; null: asked with a token',
  }),
});
export type SessionAnswer = Plain<typeof SessionSchema>;

const subject = 'access';
const AccountParams = Type.Object({ name: AccountName });

export const accounts = {
  list: endpoint({
    name: 'listAccounts',
    subject,
    method: 'GET',
    path: '/api/v1/accounts',
    summary: 'Accounts of people, disabled ones too; never a password',
    role: 'administrator',
    query: PageQuery,
    answer: page(AccountSchema),
  }),
  add: endpoint({
    name: 'addAccount',
    subject,
    method: 'POST',
    path: '/api/v1/accounts',
    summary: 'Makes an account with which a person signs in to the console',
    role: 'administrator',
    body: strict({ name: AccountName, roles: Roles, teams: Type.Optional(Teams), password: Password }),
    answer: AccountSchema,
    status: 201,
  }),
  change: endpoint({
    name: 'changeAccount',
    subject,
    method: 'POST',
    path: '/api/v1/accounts/{name}',
    summary: 'Changes rights, disables or enables; what is not given stays. Disabling signs out at once',
    role: 'administrator',
    params: AccountParams,
    body: strict({
      roles: Type.Optional(Roles),
      teams: Type.Optional(Teams),
      state: Type.Optional(words('enabled', 'disabled')),
    }),
    answer: AccountSchema,
  }),
  setPassword: endpoint({
    name: 'setPassword',
    subject,
    method: 'PUT',
    path: '/api/v1/accounts/{name}/password',
    summary: 'Sets a new password; every browser that is signed in with the account is signed out',
    role: 'administrator',
    params: AccountParams,
    body: strict({ password: Password }),
    answer: AccountSchema,
  }),
} as const;

export const session = {
  begin: endpoint({
    name: 'signIn',
    subject,
    method: 'POST',
    path: '/api/v1/session',
    summary: 'Signs a person in: the answer sets a cookie that only this controller reads',
    role: 'nobody',
    body: strict({ name: Type.String({ minLength: 1, maxLength: 256 }), password: Type.String({ maxLength: 1024 }) }),
    answer: SessionSchema,
    status: 201,
  }),
  show: endpoint({
    name: 'showSession',
    subject,
    method: 'GET',
    path: '/api/v1/session',
    summary: 'Who asks, with which roles and teams',
    role: 'viewer',
    answer: SessionSchema,
  }),
  setPassword: endpoint({
    name: 'setOwnPassword',
    subject,
    method: 'PUT',
    path: '/api/v1/session/password',
    summary: "Sets one's own password; every browser is signed out, and this one has a new session",
    role: 'viewer',
    body: strict({ password: Type.String({ maxLength: 1024, description: 'that holds' }), newPassword: Password }),
    answer: SessionSchema,
  }),
  end: endpoint({
    name: 'signOut',
    subject,
    method: 'DELETE',
    path: '/api/v1/session',
    summary: 'Signs out: the session ends at once',
    role: 'viewer',
    status: 204,
  }),
} as const;
