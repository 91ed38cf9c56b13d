// Which HTTP status a reason answers with: the one table. What is not here is a request that was understood and cannot
// be carried out as things stand (409).

import type { ReasonCode } from '@slipway/core/reasons';

const STATUSES: Readonly<Partial<Record<ReasonCode, number>>> = {
  'api-token-unknown': 401,
  'token-unknown': 401,
  'answer-unsigned': 401,
  'certificate-unknown': 401,
  'sign-in-refused': 401,
  'sign-in-limited': 429,
  'session-unproven': 403,
  'password-refused': 400,
  'role-missing': 403,
  'requester-cannot-approve': 403,
  'approver-not-in-team': 403,
  'not-found': 404,
  'document-malformed': 400,
  'document-version-unknown': 400,
  'agent-newer-than-controller': 400,
  'input-invalid': 400,
  'selector-invalid': 400,
  'version-invalid': 400,
  'input-too-large': 413,
  overloaded: 429,
  'internal-error': 500,
  'audit-broken': 500,
  'store-unreachable': 503,
  'store-damaged': 500,
  'disk-full': 507,
  'store-full': 507,
};

const UNFULFILLABLE = 409;

export const statusOf = (code: ReasonCode): number => STATUSES[code] ?? UNFULFILLABLE;
