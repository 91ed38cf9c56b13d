// Promotions: the way of patch sets through the environments, and versions that are kept from hosts.

import { Type } from 'typebox';
import { InstantSchema, OccurrenceSchema, strict } from '../schema/index.ts';
import {
  Count,
  DigestSchema,
  HostIdSchema,
  list,
  Name,
  nullable,
  open,
  PageQuery,
  page,
  ReasonSchema,
  RolloutIdSchema,
  Text,
  words,
} from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';

const Why = Type.String({ minLength: 1, maxLength: 1000 });
const Answer = words('yes', 'no', 'unknown');

const PromotionStateSchema = words(
  'planning',
  'planned',
  'rolling-out',
  'done',
  'incomplete',
  'failed',
  'nothing-to-do',
  'superseded',
  'withdrawn',
);

export const EvidenceSchema = open({
  environment: Type.Union([Name, Type.Null()], { description: 'the one before; null: there is none' }),
  judgedAt: InstantSchema,
  items: list(
    open({
      item: words('standing', 'hosts', 'gates', 'soak', 'exposure', 'files'),
      answer: Answer,
      reason: ReasonSchema,
    }),
  ),
});

export const ClosingItemSchema = open({
  item: words(
    'patched-within-schedule',
    'tier-before-verified',
    'services-healthy',
    'old-kernels-gone',
    'way-back-available',
  ),
  answer: Answer,
  reason: ReasonSchema,
});
export type ClosingItemAnswer = Plain<typeof ClosingItemSchema>;

const OutcomeSchema = open({
  done: Count,
  alreadyThere: Count,
  excused: Count,
  notDone: list(
    open({
      hostId: HostIdSchema,
      hostname: Type.Optional(Name),
      what: words('failed', 'missed', 'not-planned'),
      reason: ReasonSchema,
    }),
  ),
});

const PlaceFields = {
  environment: Name,
  policyName: Type.Union([Name, Type.Null()], { description: "null: the environment's own rules" }),
};

export const PromotionSchema = open({
  promotionId: Name,
  patchSetDigest: DigestSchema,
  cutAt: InstantSchema,
  ...PlaceFields,
  by: Type.String({ description: '`schedule`, or who planned or started it by hand' }),
  enteredAt: InstantSchema,
  evidence: EvidenceSchema,
  occurrence: nullable(OccurrenceSchema),
  state: PromotionStateSchema,
  since: InstantSchema,
  reason: nullable(ReasonSchema),
  planRequestId: nullable(Name),
  planDigest: nullable(DigestSchema),
  rolloutId: nullable(RolloutIdSchema),
  further: Type.Optional(
    Type.Array(RolloutIdSchema, { description: 'over hosts alone that had left that rollout: drifted, or back later' }),
  ),
  outcome: nullable(OutcomeSchema),
  endedAt: nullable(InstantSchema),
  excused: nullable(open({ by: Text, why: Text, at: InstantSchema })),
  closedAt: Type.Union([InstantSchema, Type.Null()], { description: 'null: its cycle is looked at still' }),
  cycles: list(
    open({
      occurrence: nullable(OccurrenceSchema),
      planDigest: nullable(DigestSchema),
      rolloutId: nullable(RolloutIdSchema),
      state: PromotionStateSchema,
      outcome: nullable(OutcomeSchema),
      closedAt: InstantSchema,
      closing: list(ClosingItemSchema),
    }),
  ),
});
export type PromotionAnswer = Plain<typeof PromotionSchema>;

export const ShownPromotionSchema = open({
  promotion: PromotionSchema,
  hostnames: Type.Record(Type.String(), Type.String(), { description: 'of hosts that are not done, by host id' }),
  /** What an open one waits for. */
  waits: nullable(ReasonSchema),
  closing: Type.Array(ClosingItemSchema, {
    description: 'the closing checklist of the last cycle; of an open one as it stands now',
  }),
});
export type ShownPromotionAnswer = Plain<typeof ShownPromotionSchema>;

export const DuePlaceSchema = open({
  ...PlaceFields,
  patchSetDigest: nullable(DigestSchema),
  occurrence: nullable(OccurrenceSchema),
  due: Type.Union([words('cut', 'enter', 'supersede'), Type.Null()], { description: 'what is done within a minute' }),
  reason: Type.Union([ReasonSchema, Type.Null()], { description: 'why nothing is due' }),
  until: Type.Union([InstantSchema, Type.Null()], { description: 'when that changes by itself' }),
  evidence: Type.Optional(
    Type.Union([EvidenceSchema, Type.Null()], {
      description: 'of the patch set that would enter, item by item; null: it was not looked at',
    }),
  ),
});
export type DuePlaceAnswer = Plain<typeof DuePlaceSchema>;

export const PatchSetStandingSchema = open({
  patchSetDigest: DigestSchema,
  standing: words('current', 'held', 'superseded', 'withdrawn'),
  by: Text,
  why: Text,
  at: InstantSchema,
});
export type PatchSetStandingAnswer = Plain<typeof PatchSetStandingSchema>;

const QuarantineFields = {
  platform: Type.Union([strict({ distribution: Name, release: Name }), Type.Null()], {
    description: 'as inventories name it; null: wherever the version is',
  }),
  package: strict({ kind: words('source', 'binary'), name: Name }),
  version: Name,
  why: Why,
};

export const QuarantineSchema = open({
  ...QuarantineFields,
  why: Text,
  quarantineId: Name,
  cause: words('person', 'advisory-withdrawn', 'hosts-failed'),
  by: Text,
  at: InstantSchema,
  lifted: nullable(open({ by: Text, why: Text, at: InstantSchema })),
});
export type QuarantineAnswer = Plain<typeof QuarantineSchema>;

const subject = 'promotions';
const PromotionParams = Type.Object({ promotionId: Name });

export const promotions = {
  list: endpoint({
    name: 'listPromotions',
    subject,
    method: 'GET',
    path: '/api/v1/promotions',
    summary: 'Patch sets in environments, the newest first',
    role: 'viewer',
    query: PageQuery,
    answer: page(PromotionSchema),
  }),
  due: endpoint({
    name: 'listDue',
    subject,
    method: 'GET',
    path: '/api/v1/promotions/due',
    summary: 'What the schedule does next in each environment and policy, or why it does nothing',
    role: 'viewer',
    answer: open({ places: list(DuePlaceSchema) }),
  }),
  show: endpoint({
    name: 'showPromotion',
    subject,
    method: 'GET',
    path: '/api/v1/promotions/{promotionId}',
    summary: 'A promotion: evidence, state, hosts that are not done, closing checklist of each cycle',
    role: 'viewer',
    params: PromotionParams,
    answer: ShownPromotionSchema,
  }),
  excuse: endpoint({
    name: 'excusePromotion',
    subject,
    method: 'POST',
    path: '/api/v1/promotions/{promotionId}/excuse',
    summary: 'Says that what is not done does not keep the patch set from the next environment',
    role: 'approver',
    params: PromotionParams,
    body: strict({ why: Why }),
    answer: PromotionSchema,
  }),
} as const;

export const quarantines = {
  list: endpoint({
    name: 'listQuarantines',
    subject,
    method: 'GET',
    path: '/api/v1/quarantines',
    summary: 'Versions that are, or were, kept from hosts, the newest first',
    role: 'viewer',
    query: PageQuery,
    answer: page(QuarantineSchema),
  }),
  add: endpoint({
    name: 'addQuarantine',
    subject,
    method: 'POST',
    path: '/api/v1/quarantines',
    summary: 'Keeps a version from all hosts, in flight too; who has begun with it goes on',
    role: 'operator',
    body: strict({
      ...QuarantineFields,
      version: Type.String({ pattern: '^\\S{1,255}$', description: 'as the package manager writes it' }),
    }),
    answer: QuarantineSchema,
    status: 201,
  }),
  lift: endpoint({
    name: 'liftQuarantine',
    subject,
    method: 'POST',
    path: '/api/v1/quarantines/{quarantineId}/lift',
    summary: 'Lets hosts have the version again',
    role: 'operator',
    params: Type.Object({ quarantineId: Name }),
    body: strict({ why: Why }),
    answer: QuarantineSchema,
  }),
} as const;
