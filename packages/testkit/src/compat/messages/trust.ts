// Two trust roots: the first as every installation begins, the second with a second controller and an approver, both
// thresholds raised, so that the chain and every role are frozen too.

import { X509Certificate } from 'node:crypto';
import type { TrustRoot } from '@slipway/core/document';
import { addMs } from '@slipway/core/time';
import { sha256, THE_MORNING } from '../../builders/index.ts';
import { type Signer, sealed, seededSigner } from '../../signer/index.ts';
import { AUTHORITY } from './pem.ts';

const DAY_MS = 86_400_000;

const controller = seededSigner('first controller');
const secondController = seededSigner('second controller');
const approver = seededSigner('approver');

export const CONTROLLERS: readonly Signer[] = [controller, secondController];
export const ALL: readonly Signer[] = [...CONTROLLERS, approver];

const authorityFingerprint = sha256(new X509Certificate(AUTHORITY).raw);
const keyIds = (signers: readonly Signer[]) => signers.map(({ keyId }) => keyId);

const first: TrustRoot = {
  schema: 'slipway.trust-root/1',
  version: 1,
  issuedAt: addMs(THE_MORNING, -DAY_MS),
  authorityFingerprint,
  keys: [controller.key],
  roles: { controller: { keyIds: [controller.keyId], threshold: 1 }, approver: { keyIds: [], threshold: 0 } },
};

const second: TrustRoot = {
  ...first,
  version: 2,
  issuedAt: THE_MORNING,
  keys: ALL.map(({ key }) => key),
  roles: {
    controller: { keyIds: keyIds(CONTROLLERS), threshold: 2 },
    approver: { keyIds: [approver.keyId], threshold: 1 },
  },
};

const TYPE = 'application/vnd.slipway.trust-root+json;version=1';
export const FIRST_ROOT = sealed(TYPE, first, [controller]);
export const SECOND_ROOT = sealed(TYPE, second, CONTROLLERS);
