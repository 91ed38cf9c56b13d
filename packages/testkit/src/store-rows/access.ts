import type { Account, ApiToken, AuditFact, EnrolmentToken, Session } from '@slipway/controller/ports';
import { addMs } from '@slipway/core/time';
import { digestOfText, THE_MORNING } from '../builders/index.ts';

const HOUR_MS = 3_600_000;

/** The secret is the token id behind the word `secret`. */
export const anApiToken = (given: Partial<ApiToken> & { readonly tokenId: string }): ApiToken => ({
  secretDigest: digestOfText(`secret ${given.tokenId}`),
  person: 'ada',
  roles: ['operator'],
  teams: ['operations'],
  createdAt: THE_MORNING,
  expiresAt: null,
  revokedAt: null,
  ...given,
});

/** Good for an hour and one host. */
export const anEnrolmentToken = (given: Partial<EnrolmentToken> & { readonly tokenId: string }): EnrolmentToken => ({
  secretDigest: digestOfText(`secret ${given.tokenId}`),
  labels: { environment: 'prod' },
  createdBy: 'ada',
  createdAt: THE_MORNING,
  expiresAt: addMs(THE_MORNING, HOUR_MS),
  usesLeft: 1,
  ...given,
});

export const anAuditFact = (given: Partial<AuditFact> = {}): AuditFact => ({
  at: THE_MORNING,
  who: 'ada',
  action: 'host-adopted',
  object: 'host/host-1',
  facts: { order: 1 },
  ...given,
});

export const anAccount = (given: Partial<Account> & { readonly name: string }): Account => ({
  roles: ['operator'],
  teams: ['operations'],
  passwordHash: 'hash',
  createdAt: THE_MORNING,
  passwordSetAt: THE_MORNING,
  disabledAt: null,
  ...given,
});

/** Of an hour; the secret is the word `session` before the name of the account. */
export const aSession = (given: Partial<Session> & { readonly account: string }): Session => ({
  secretDigest: digestOfText(`session ${given.account}`),
  createdAt: THE_MORNING,
  expiresAt: addMs(THE_MORNING, HOUR_MS),
  ...given,
});
