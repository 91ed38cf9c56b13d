// Signed documents as they arrive: from a verified payload to core's types, strictly. Whoever opens an envelope parses
// what was in it here, before believing a single field.
// May import: core types, schema.

import type { TrustRoot } from '@slipway/core/document';
import type { IsolationOrder } from '@slipway/core/execution';
import type { HostPlan, HostPlanBundle, PlanHeader } from '@slipway/core/plan';
import type { RestorePoint } from '@slipway/core/restore-point';
import type { AdoptionOrder, StartGrant } from '@slipway/core/rollout';
import { Type } from 'typebox';
import {
  AttemptIdSchema,
  Base64,
  Count,
  DigestSchema,
  HostIdSchema,
  HostPlanBundleSchema,
  HostPlanSchema,
  InstantSchema,
  KeyIdSchema,
  Name,
  PlanHeaderSchema,
  parserFor,
  ReasonSchema,
  RestorePointSchema,
  RolloutIdSchema,
  strict,
  words,
} from '../schema/index.ts';

const RoleKeys = strict({ keyIds: Type.Array(KeyIdSchema, { maxItems: 1000 }), threshold: Count });
const TrustRootSchema = strict({
  schema: Type.Literal('slipway.trust-root/1'),
  version: Type.Integer({ minimum: 1 }),
  issuedAt: InstantSchema,
  authorityFingerprint: DigestSchema,
  keys: Type.Array(strict({ keyId: KeyIdSchema, algorithm: Type.Literal('ed25519'), publicKey: Base64 }), {
    maxItems: 1000,
  }),
  roles: strict({ controller: RoleKeys, approver: RoleKeys }),
});

const StartGrantSchema = strict({
  schema: Type.Literal('slipway.start-grant/1'),
  hostId: HostIdSchema,
  rolloutId: RolloutIdSchema,
  attemptId: AttemptIdSchema,
  planDigest: DigestSchema,
  hostPlanDigest: DigestSchema,
  generation: Type.Integer({ minimum: 1 }),
  occurrenceId: Name,
  issuedAt: InstantSchema,
  latestStartAt: InstantSchema,
  logs: Type.Optional(Type.Literal('wanted')),
  transaction: Type.Optional(Type.Literal('wanted')),
});

const AdoptionOrderSchema = strict({
  schema: Type.Literal('slipway.adoption/1'),
  hostId: HostIdSchema,
  mode: words('adopted', 'observed'),
  order: Type.Integer({ minimum: 1 }),
  issuedAt: InstantSchema,
});

const isolation = {
  schema: Type.Literal('slipway.isolation/1'),
  hostId: HostIdSchema,
  order: Type.Integer({ minimum: 1 }),
  reason: ReasonSchema,
  issuedAt: InstantSchema,
};
const IsolationOrderSchema = Type.Union([
  strict({
    ...isolation,
    mode: Type.Literal('isolated'),
    planDigest: DigestSchema,
    hostPlanDigest: DigestSchema,
    expiresAt: InstantSchema,
  }),
  strict({ ...isolation, mode: Type.Literal('serving') }),
]);

export const parseTrustRoot = parserFor<TrustRoot, typeof TrustRootSchema>('trust root', TrustRootSchema);
export const parsePlanHeader = parserFor<PlanHeader, typeof PlanHeaderSchema>('plan header', PlanHeaderSchema);
export const parseRestorePoint = parserFor<RestorePoint, typeof RestorePointSchema>(
  'restore point',
  RestorePointSchema,
);
export const parseHostPlan = parserFor<HostPlan, typeof HostPlanSchema>('host plan', HostPlanSchema);
export const parseHostPlanBundle = parserFor<HostPlanBundle, typeof HostPlanBundleSchema>(
  'host plan',
  HostPlanBundleSchema,
);
export const parseStartGrant = parserFor<StartGrant, typeof StartGrantSchema>('start grant', StartGrantSchema);
export const parseAdoptionOrder = parserFor<AdoptionOrder, typeof AdoptionOrderSchema>(
  'adoption order',
  AdoptionOrderSchema,
);
export const parseIsolationOrder = parserFor<IsolationOrder, typeof IsolationOrderSchema>(
  'isolation order',
  IsolationOrderSchema,
);
