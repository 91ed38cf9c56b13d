import type { ApiToken, AuditFact, EnrolmentToken } from '@slipway/controller/ports';
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
