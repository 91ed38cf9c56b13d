// Patch sets and the cuts that make them.

import { Type } from 'typebox';
import {
  CutScopeSchema,
  InstantSchema,
  NamedSchema,
  PackageOriginSchema,
  PatchSetSchema,
  PlatformSchema,
  strict,
  TargetSchema,
} from '../schema/index.ts';
import {
  Count,
  DigestParams,
  DigestSchema,
  Name,
  nullable,
  open,
  PageQuery,
  page,
  pageQuery,
  ReasonSchema,
  SelectorText,
  Text,
  words,
} from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';
import { PatchSetStandingSchema } from './promotions.ts';

/** As many as a controller lists; it says besides how many there are. */
const LEFT_OUT_MAX = 1000;

export const UpdateLeftOutSchema = open({
  platform: PlatformSchema,
  name: Name,
  architecture: Name,
  version: Name,
  origin: PackageOriginSchema,
  hosts: Count,
  reason: ReasonSchema,
});

/** Updates that hosts see pending and that could not be taken: those hosts stay exposed. */
export const LeftOutSchema = open({
  count: Count,
  updates: Type.Array(UpdateLeftOutSchema, {
    maxItems: LEFT_OUT_MAX,
    description: 'those that most hosts see first; of a list of patch sets the first few',
  }),
});

export const CutSchema = open({
  cutId: Name,
  scope: CutScopeSchema,
  named: Type.Optional(NamedSchema),
  hosts: nullable(Text),
  author: Text,
  requestedAt: InstantSchema,
  state: words('requested', 'cut', 'failed'),
  patchSetDigest: nullable(DigestSchema),
  reason: nullable(ReasonSchema),
  /** Absent: nothing. */
  leftOut: Type.Optional(LeftOutSchema),
});
export type Cut = Plain<typeof CutSchema>;

export const PatchSetSummarySchema = open({
  digest: DigestSchema,
  scope: CutScopeSchema,
  author: Text,
  cutAt: InstantSchema,
  targets: Count,
  security: Count,
  /** Versions that targets replace, and those of them that no source keeps: no way back to these. */
  replaced: Count,
  replacedGone: Count,
  /** Leads back from this one: only a rollback plans it. */
  takesBack: Type.Optional(DigestSchema),
  standing: Type.Optional(words('current', 'held', 'superseded', 'withdrawn')),
  /** Absent: nothing. */
  leftOut: Type.Optional(LeftOutSchema),
});
export type PatchSetSummary = Plain<typeof PatchSetSummarySchema>;

const subject = 'patch-sets';

export const patchSets = {
  cut: endpoint({
    name: 'cutPatchSet',
    subject,
    method: 'POST',
    path: '/api/v1/patch-sets/cuts',
    summary: 'Freezes what hosts see pending as a patch set; look at the cut for what comes of it',
    role: 'operator',
    body: strict({
      scope: CutScopeSchema,
      named: Type.Optional(
        Type.Unsafe<Plain<typeof NamedSchema>>({
          ...NamedSchema,
          description:
            'with the scope named: packages by their name or their source, and what answers these advisories or vulnerabilities',
        }),
      ),
      hosts: Type.Optional(nullable(SelectorText)),
    }),
    answer: CutSchema,
    status: 202,
  }),
  showCut: endpoint({
    name: 'showCut',
    subject,
    method: 'GET',
    path: '/api/v1/patch-sets/cuts/{cutId}',
    summary: 'What came of a cut',
    role: 'viewer',
    params: Type.Object({ cutId: Name }),
    answer: CutSchema,
  }),
  list: endpoint({
    name: 'listPatchSets',
    subject,
    method: 'GET',
    path: '/api/v1/patch-sets',
    summary: 'Patch sets, newest first',
    role: 'viewer',
    query: PageQuery,
    answer: page(PatchSetSummarySchema),
  }),
  show: endpoint({
    name: 'showPatchSet',
    subject,
    method: 'GET',
    path: '/api/v1/patch-sets/{digest}',
    summary: 'One patch set, whole',
    role: 'viewer',
    params: DigestParams,
    answer: open({
      digest: DigestSchema,
      author: Text,
      cutAt: InstantSchema,
      patchSet: PatchSetSchema,
      leftOut: Type.Optional(LeftOutSchema),
      standing: Type.Optional(
        Type.Union([PatchSetStandingSchema, Type.Null()], { description: 'null: nobody said anything against it' }),
      ),
    }),
  }),
  targets: endpoint({
    name: 'listTargets',
    subject,
    method: 'GET',
    path: '/api/v1/patch-sets/{digest}/targets',
    summary: 'The targets of a patch set as it lists them, with the summary of it',
    role: 'viewer',
    params: DigestParams,
    query: Type.Object(
      {
        ...pageQuery,
        security: Type.Optional(Type.Boolean({ description: 'true: only what answers a vulnerability' })),
      },
      { additionalProperties: false },
    ),
    answer: open({ ...page(TargetSchema).properties, summary: PatchSetSummarySchema }),
  }),
  leftOut: endpoint({
    name: 'listLeftOut',
    subject,
    method: 'GET',
    path: '/api/v1/patch-sets/{digest}/left-out',
    summary: 'What the cut of a patch set left out, as far as it is listed',
    role: 'viewer',
    params: DigestParams,
    query: PageQuery,
    answer: open({
      ...page(UpdateLeftOutSchema).properties,
      count: Type.Integer({ minimum: 0, description: 'of all, also of what is not listed' }),
    }),
  }),
  say: endpoint({
    name: 'sayOfPatchSet',
    subject,
    method: 'POST',
    path: '/api/v1/patch-sets/{digest}/standing',
    summary: 'Holds a patch set, releases it, or ends it for good; withdrawn: who waits with it is left out',
    role: 'operator',
    params: DigestParams,
    body: strict({
      standing: words('current', 'held', 'superseded', 'withdrawn'),
      why: Type.String({ minLength: 1, maxLength: 1000 }),
    }),
    answer: PatchSetStandingSchema,
  }),
} as const;
