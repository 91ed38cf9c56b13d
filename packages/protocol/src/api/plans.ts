// Plans: asked for, read, compared, approved.

import { Type } from 'typebox';
import {
  ApprovalRuleSchema,
  BoundsSchema,
  HostPlanSchema,
  InstantSchema,
  PlanHeaderSchema,
  strict,
} from '../schema/index.ts';
import {
  Count,
  DigestParams,
  DigestSchema,
  Environment,
  HostIdSchema,
  HostReasonSchema,
  list,
  Name,
  nullable,
  open,
  PageQuery,
  page,
  pageQuery,
  ReasonSchema,
  RolloutIdSchema,
  RolloutStateSchema,
  Text,
  words,
} from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';
import { PlanDifferenceSchema, PlanTimetableSchema } from './plan-views.ts';
import { ChecklistSchema } from './readings.ts';

export const OverrideSchema = Type.Union([
  strict({
    kind: Type.Literal('leave-out'),
    hostId: HostIdSchema,
    why: Type.String({ minLength: 1, maxLength: 1000 }),
  }),
  strict({ kind: Type.Literal('allow-removal'), package: Name, why: Type.String({ minLength: 1, maxLength: 1000 }) }),
]);

export const PlanningReportSchema = open({
  leftOut: list(HostReasonSchema),
  updatesLeftOut: list(
    open({ hostId: HostIdSchema, name: Name, architecture: Name, version: Name, reason: ReasonSchema }),
  ),
  alreadyThere: list(HostIdSchema),
  notes: list(ReasonSchema),
  parityGaps: Type.Optional(
    Type.Array(
      open({
        platform: open({ distribution: Name, release: Name }),
        name: Name,
        architecture: Name,
        version: Name,
        sourceName: Name,
        sourceVersion: Name,
        hosts: list(HostIdSchema),
      }),
      { description: 'targets that no earlier environment has proven' },
    ),
  ),
  carried: Type.Optional(
    Type.Array(open({ carrier: HostIdSchema, guests: list(HostIdSchema) }), {
      description: 'hosts that planned ones carried when the plan was made, by carrier, guests of guests included',
    }),
  ),
});
export type PlanningReportAnswer = Plain<typeof PlanningReportSchema>;

const PolicyName = Type.Optional(
  Type.Union([Name, Type.Null()], {
    description: "the policy of the environment that it is for; null: the environment's own rules",
  }),
);

export const PlanRequestSchema = open({
  planRequestId: Name,
  environment: Name,
  policyName: PolicyName,
  patchSetDigest: DigestSchema,
  overrides: list(OverrideSchema),
  author: Text,
  requestedAt: InstantSchema,
  proposalsUntil: InstantSchema,
  state: words('gathering', 'planned', 'empty', 'failed'),
  planDigest: nullable(DigestSchema),
  report: nullable(PlanningReportSchema),
  reason: nullable(ReasonSchema),
});
export type PlanRequestAnswer = Plain<typeof PlanRequestSchema>;

export const CheckerNoteSchema = open({
  severity: words('error', 'warning', 'info'),
  reason: ReasonSchema,
  hostId: nullable(HostIdSchema),
});

export const ApprovalSchema = open({
  planDigest: DigestSchema,
  bounds: BoundsSchema,
  approvedBy: Text,
  rule: words('automatic', 'self', 'team', 'teams', 'change-request'),
  team: nullable(Text),
  approvedAt: InstantSchema,
  expiresAt: InstantSchema,
  teams: Type.Optional(Type.Array(Text, { description: 'where it may count for one of several' })),
  outside: Type.Optional(Type.String({ description: 'the outside system whose word it is' })),
  reference: Type.Optional(Type.String({ description: 'what that system calls the change' })),
  removals: Type.Optional(Type.Array(Name, { description: 'the packages whose removal was named' })),
});
export type ApprovalAnswer = Plain<typeof ApprovalSchema>;

export const PlanRefusalSchema = open({
  planDigest: DigestSchema,
  refusedBy: Text,
  why: Type.String(),
  refusedAt: InstantSchema,
  outside: Type.Optional(Name),
});
export type PlanRefusalAnswer = Plain<typeof PlanRefusalSchema>;

export const PlanAskedAgainSchema = open({
  planDigest: DigestSchema,
  askedBy: Text,
  why: Type.String(),
  askedAt: InstantSchema,
  refusal: nullable(PlanRefusalSchema),
  changeRequest: nullable(Type.String({ description: 'number of the one that had ended' })),
});
export type PlanAskedAgainAnswer = Plain<typeof PlanAskedAgainSchema>;

/** `reason`: why it may not run yet; `null` where enough names stand under it. */
const Approved = open({
  given: list(ApprovalSchema),
  reason: nullable(ReasonSchema),
  names: Type.Optional(
    open({
      given: Count,
      needed: Count,
      openTeams: Type.Array(Text, { description: 'of whose members a name would count' }),
    }),
  ),
  refusal: Type.Optional(nullable(PlanRefusalSchema)),
  askedAgain: Type.Optional(list(PlanAskedAgainSchema)),
  changeRequest: Type.Optional(nullable(Type.String({ description: 'its number' }))),
});

/** Of a rollback plan. */
export const TakesBackSchema = open({
  rolloutId: RolloutIdSchema,
  planDigest: DigestSchema,
  why: Text,
});

export const PlanSummarySchema = open({
  digest: DigestSchema,
  environment: Name,
  policyName: PolicyName,
  patchSetDigest: DigestSchema,
  author: Text,
  madeAt: InstantSchema,
  hosts: Count,
  waves: Count,
  approval: ApprovalRuleSchema,
  errors: Count,
  warnings: Count,
  takesBack: Type.Optional(TakesBackSchema),
});
export type PlanSummary = Plain<typeof PlanSummarySchema>;

export const PlanSchema = open({
  digest: DigestSchema,
  header: PlanHeaderSchema,
  report: PlanningReportSchema,
  hostnames: Type.Optional(
    Type.Record(Type.String(), Type.String(), { description: 'of hosts that the report names, by host id' }),
  ),
  notes: list(CheckerNoteSchema),
  author: Text,
  madeAt: InstantSchema,
  policyRevision: Count,
  policyName: PolicyName,
  takesBack: Type.Optional(TakesBackSchema),
  /** By when at the latest hosts of the environment should have what stands in a parity gap; `null`: no deadline is known. */
  gapDeadlines: Type.Optional(list(open({ name: Name, version: Name, due: nullable(InstantSchema) }))),
  approved: Approved,
  notPromoted: Type.Optional(
    Type.Union([ReasonSchema, Type.Null()], { description: 'why nothing of its patch set begins: held or withdrawn' }),
  ),
  previous: Type.Optional(
    Type.Union([DigestSchema, Type.Null()], {
      description: 'the plan of the same place that was made before it; null: there is none, or not lately',
    }),
  ),
  rollouts: Type.Optional(
    Type.Array(open({ rolloutId: RolloutIdSchema, state: RolloutStateSchema }), {
      description: 'that carried it out or do, oldest first',
    }),
  ),
  checklist: Type.Optional(
    Type.Union([ChecklistSchema, Type.Null()], { description: 'null: policy asks for none before its hosts begin' }),
  ),
});
export type PlanAnswer = Plain<typeof PlanSchema>;

export const WaitingPlanSchema = open({
  planDigest: DigestSchema,
  environment: Name,
  policyName: nullable(Name),
  author: Text,
  madeAt: InstantSchema,
  hosts: Count,
  rule: ApprovalRuleSchema,
  given: Count,
  needed: Count,
  openTeams: list(Text),
  reason: ReasonSchema,
  /** Of the first occurrence in which a host may still begin. */
  startsAt: nullable(InstantSchema),
  changeRequest: nullable(Type.String()),
  mine: Type.Boolean({ description: 'the name of who asks would count' }),
});
export type WaitingPlanAnswer = Plain<typeof WaitingPlanSchema>;

const subject = 'plans';

export const plans = {
  make: endpoint({
    name: 'makePlan',
    subject,
    method: 'POST',
    path: '/api/v1/plans',
    summary:
      'Asks the hosts of an environment, or of one policy of it, for proposals and plans; look at the plan request for what comes of it',
    role: 'operator',
    body: strict({
      environment: Environment,
      policyName: Type.Optional(
        Type.String({
          ...Environment,
          description: 'one policy of the environment; left out: the hosts that none of its policies selects',
        }),
      ),
      patchSetDigest: DigestSchema,
      overrides: Type.Optional(Type.Array(OverrideSchema, { maxItems: 10_000 })),
    }),
    answer: PlanRequestSchema,
    status: 202,
  }),
  showRequest: endpoint({
    name: 'showPlanRequest',
    subject,
    method: 'GET',
    path: '/api/v1/plan-requests/{planRequestId}',
    summary: 'What came of a wish for a plan',
    role: 'viewer',
    params: Type.Object({ planRequestId: Name }),
    answer: PlanRequestSchema,
  }),
  list: endpoint({
    name: 'listPlans',
    subject,
    method: 'GET',
    path: '/api/v1/plans',
    summary: 'Plans, newest first',
    role: 'viewer',
    query: PageQuery,
    answer: page(PlanSummarySchema),
  }),
  show: endpoint({
    name: 'showPlan',
    subject,
    method: 'GET',
    path: '/api/v1/plans/{digest}',
    summary: 'One plan: header, planning report, notes of the checker, approvals',
    role: 'viewer',
    params: DigestParams,
    answer: PlanSchema,
  }),
  hostPlans: endpoint({
    name: 'listHostPlans',
    subject,
    method: 'GET',
    path: '/api/v1/plans/{digest}/host-plans',
    summary: 'The host plans of a plan, by host id',
    role: 'viewer',
    params: DigestParams,
    query: Type.Object(
      {
        ...pageQuery,
        wave: Type.Optional(
          Type.Integer({
            minimum: 0,
            description: 'of this wave alone: its place among the waves of the header, from 0',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    answer: page(HostPlanSchema),
  }),
  hostPlan: endpoint({
    name: 'showHostPlan',
    subject,
    method: 'GET',
    path: '/api/v1/plans/{digest}/host-plans/{hostId}',
    summary: 'The part of a plan for one host',
    role: 'viewer',
    params: Type.Object({ digest: DigestSchema, hostId: HostIdSchema }),
    answer: HostPlanSchema,
  }),
  timetable: endpoint({
    name: 'showPlanTimetable',
    subject,
    method: 'GET',
    path: '/api/v1/plans/{digest}/timetable',
    summary: 'When the waves of a plan would run, against its windows and freezes',
    role: 'viewer',
    params: DigestParams,
    answer: PlanTimetableSchema,
  }),
  difference: endpoint({
    name: 'comparePlans',
    subject,
    method: 'GET',
    path: '/api/v1/plans/{digest}/diff',
    summary: 'What changed from this plan to another',
    role: 'viewer',
    params: DigestParams,
    query: Type.Object({ with: DigestSchema }, { additionalProperties: false }),
    answer: PlanDifferenceSchema,
  }),
  approve: endpoint({
    name: 'approvePlan',
    subject,
    method: 'POST',
    path: '/api/v1/plans/{digest}/approvals',
    summary: "Puts one's name under digest and bounds of a plan",
    role: 'approver',
    params: DigestParams,
    body: strict({
      removals: Type.Optional(
        Type.Array(Name, { maxItems: 1000, description: 'each package that the plan removes, where it removes any' }),
      ),
    }),
    answer: ApprovalSchema,
    status: 201,
  }),
  refuse: endpoint({
    name: 'refusePlan',
    subject,
    method: 'POST',
    path: '/api/v1/plans/{digest}/refusals',
    summary:
      'Refuses a plan: it takes another one, or somebody who asks again. What has begun finishes, nobody further begins',
    role: 'approver',
    params: DigestParams,
    body: strict({ why: Type.String({ minLength: 1, maxLength: 1000 }) }),
    answer: PlanRefusalSchema,
    status: 201,
  }),
  askAgain: endpoint({
    name: 'askForPlanAgain',
    subject,
    method: 'POST',
    path: '/api/v1/plans/{digest}/asks',
    summary:
      'Asks again for a plan that was refused, or whose change request was withdrawn; all names under it start anew',
    role: 'operator',
    params: DigestParams,
    body: strict({ why: Type.String({ minLength: 1, maxLength: 1000 }) }),
    answer: PlanAskedAgainSchema,
    status: 201,
  }),
  waiting: endpoint({
    name: 'listWaitingPlans',
    subject,
    method: 'GET',
    path: '/api/v1/approvals/waiting',
    summary: "Plans that wait for somebody's name, the soonest window first",
    role: 'viewer',
    query: Type.Object(
      {
        ...pageQuery,
        mine: Type.Optional(Type.Boolean({ description: 'only where the name of who asks would count' })),
      },
      { additionalProperties: false },
    ),
    answer: page(WaitingPlanSchema),
  }),
} as const;
