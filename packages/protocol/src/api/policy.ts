// The policy: one document, replaced as a whole; its revisions, and what another one would touch.

import { Type } from 'typebox';
import { InstantSchema, PolicySchema } from '../schema/index.ts';
import {
  Count,
  DigestSchema,
  HostIdSchema,
  HostParams,
  LabelsSchema,
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
import { OccurrenceSchema, WindowScheduleSchema } from './windows.ts';

export const StoredPolicySchema = open({
  revision: Count,
  savedBy: Name,
  savedAt: InstantSchema,
  policy: PolicySchema,
});
export type StoredPolicy = Plain<typeof StoredPolicySchema>;

export const PolicyChangeSchema = open({
  path: list(Type.Union([Text, Count])),
  kind: words('added', 'removed', 'changed', 'moved'),
  before: Type.Unknown({ description: 'JSON; null where there is none' }),
  after: Type.Unknown({ description: 'JSON; null where there is none' }),
});

const PolicyRevisionSchema = open({
  revision: Count,
  savedBy: Name,
  savedAt: InstantSchema,
  changes: Type.Union([list(PolicyChangeSchema), Type.Null()], {
    description: 'against the revision before; null: there is none',
  }),
});
export type PolicyRevision = Plain<typeof PolicyRevisionSchema>;

const differs = <S extends ReturnType<typeof list> | ReturnType<typeof nullable>>(schema: S) =>
  nullable(open({ before: schema, after: schema }));

const NamedHosts = Type.Array(open({ hostId: HostIdSchema, hostname: Name }), {
  description: 'the first hundred of them',
});

const TouchedHostsSchema = open({
  environment: nullable(open({ before: nullable(Name), after: nullable(Name) })),
  policies: Type.Optional(differs(list(Name))),
  clusters: differs(list(Text)),
  hooks: differs(list(Text)),
  checks: differs(list(Text)),
  questions: Type.Optional(differs(list(Text))),
  restorePoints: Type.Optional(differs(list(Text))),
  exceptions: Type.Optional(differs(list(Text))),
  count: Count,
  hosts: NamedHosts,
});

const PolicyName = Type.Optional(
  Type.Union([Name, Type.Null()], { description: 'of this policy of the environment; null: of its own rules' }),
);
const PolicyPlaceSchema = open({ environment: Name, policyName: PolicyName });
const PathSchema = list(Type.Union([Text, Count]));

/** Of one answer: 100 bytes each. */
const NAMED_MAX = 20_000;

const PolicyConflictSchema = open({
  environment: Name,
  policyNames: list(Name),
  path: PathSchema,
  isNew: Type.Boolean({ description: 'false: the same hosts are in the same conflict already' }),
  count: Count,
  hosts: NamedHosts,
});

const TouchedPlanSchema = open({
  kind: words('request', 'plan', 'rollout'),
  id: Type.Union([DigestSchema, RolloutIdSchema, Name]),
  environment: Name,
  policyName: PolicyName,
  state: Name,
  policyRevision: nullable(Count),
  keepsRules: Type.Boolean({ description: 'true: it keeps the rules that it was made under' }),
  /** Who asked for it again last: names of before are void. */
  askedAgain: Type.Optional(open({ by: Name, at: InstantSchema, why: Text })),
});
export type TouchedPlan = Plain<typeof TouchedPlanSchema>;

export const PolicyEffectSchema = open({
  revision: Type.Integer({ description: 'of the running policy that this was compared with' }),
  changes: list(PolicyChangeSchema),
  hosts: Type.Integer({ description: 'how many hosts the fleet has' }),
  touched: list(TouchedHostsSchema),
  touchedEnvironments: Type.Array(Name, {
    description: 'their plans were made under rules, or over hosts, that are treated in another way now',
  }),
  environments: list(open({ environment: Name, fields: list(Text), hosts: Count })),
  moved: list(
    open({
      environment: Name,
      policyName: PolicyName,
      before: list(OccurrenceSchema),
      after: list(OccurrenceSchema),
    }),
  ),
  neverOpen: Type.Optional(
    Type.Array(PolicyPlaceSchema, { description: 'where the other policy leaves no occurrence ahead' }),
  ),
  conflicts: Type.Optional(
    Type.Array(PolicyConflictSchema, {
      description: 'hosts that several policies of an environment select; a new one keeps the policy from being stored',
    }),
  ),
  unmatched: list(open({ path: PathSchema, selector: Text, instead: Type.Optional(Type.String()) })),
  notes: Type.Optional(
    Type.Array(open({ path: PathSchema, what: Text, instead: Text }), {
      description: 'what is sound and may not be meant: exceptions that have expired, or without an end in sight',
    }),
  ),
  plans: list(TouchedPlanSchema),
});
export type PolicyEffectAnswer = Plain<typeof PolicyEffectSchema>;

const ruleBy = { rule: Type.Integer({ description: 'its place in the policy, from 0' }), hosts: Text, does: Text };

export const HostPolicySchema = open({
  hostId: HostIdSchema,
  hostname: Name,
  revision: Count,
  labels: LabelsSchema,
  environment: nullable(Name),
  group: nullable(Name),
  policyName: PolicyName,
  selectedBy: Type.Optional(
    Type.Array(open({ name: Name, hosts: Text }), {
      description:
        'the policies of its environment that select it; more than one is a conflict, and nothing may change it',
    }),
  ),
  holds: Type.Optional(
    Type.Array(
      open({
        rule: Name,
        value: Type.Unknown({ description: 'as the policy has it' }),
        from: words('environment', 'policy'),
      }),
      {
        description: 'every rule that holds for it, and where it stands; none outside an environment and in a conflict',
      },
    ),
  ),
  rules: nullable(Type.Pick(PolicySchema.properties.environments.items, ['scope', 'window', 'approval', 'waves'])),
  clusters: list(open({ name: Name, members: Text, awayMax: Count })),
  hooks: list(open({ ...ruleBy, step: Name })),
  checks: list(open(ruleBy)),
  questions: Type.Optional(list(open(ruleBy))),
  restorePoints: Type.Optional(list(open(ruleBy))),
  freezes: Type.Optional(Type.Array(open({ name: Name, why: Text }), { description: 'of its environment' })),
  exceptions: Type.Optional(
    Type.Array(open({ name: Name, hosts: Text, leavesOut: Text, owner: Text, why: Text, expiresAt: InstantSchema }), {
      description: 'those that select it and have not ended',
    }),
  ),
  contacts: Type.Optional(
    Type.Array(open({ name: Name, audience: Name, hears: nullable(list(Name)) }), {
      description: 'who hears of its environment; `hears` null: of everything',
    }),
  ),
  occurrences: Type.Array(OccurrenceSchema, { description: 'the next ones' }),
  schedule: Type.Optional(
    Type.Union([WindowScheduleSchema, Type.Null()], {
      description: 'the same, with the clock of the window; null: in no environment',
    }),
  ),
  keptOutBy: Type.Array(ReasonSchema, { description: 'what stands in the way of changing it now' }),
});
export type HostPolicy = Plain<typeof HostPolicySchema>;

const subject = 'policy';
const RevisionParams = Type.Object({ revision: Type.String({ pattern: '^[1-9][0-9]{0,8}$' }) });
const IF_MATCH = { 'if-match': 'the revision that the change was made from, as `"3"`' };

export const policy = {
  show: endpoint({
    name: 'showPolicy',
    subject,
    method: 'GET',
    path: '/api/v1/policy',
    summary: 'The policy that holds; its revision is the ETag',
    role: 'viewer',
    answer: StoredPolicySchema,
  }),
  replace: endpoint({
    name: 'replacePolicy',
    subject,
    method: 'PUT',
    path: '/api/v1/policy',
    summary: 'Replaces the policy, if the named revision is still the newest',
    role: 'administrator',
    body: PolicySchema,
    answer: StoredPolicySchema,
    headers: IF_MATCH,
  }),
  effect: endpoint({
    name: 'policyEffect',
    subject,
    method: 'POST',
    path: '/api/v1/policy/effect',
    summary: 'What another policy would change and touch; nothing is stored',
    role: 'viewer',
    query: Type.Object(
      {
        named: Type.Optional(
          Type.Integer({
            ...{ minimum: 1, maximum: NAMED_MAX },
            description: 'how many hosts of each touched group are named; 100 unless said',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    body: PolicySchema,
    answer: PolicyEffectSchema,
  }),
  revisions: endpoint({
    name: 'listPolicyRevisions',
    subject,
    method: 'GET',
    path: '/api/v1/policy/revisions',
    summary: 'The revisions of the policy with what each changed, newest first',
    role: 'viewer',
    query: PageQuery,
    answer: page(PolicyRevisionSchema),
  }),
  revision: endpoint({
    name: 'showPolicyRevision',
    subject,
    method: 'GET',
    path: '/api/v1/policy/revisions/{revision}',
    summary: 'The policy of a revision',
    role: 'viewer',
    params: RevisionParams,
    answer: StoredPolicySchema,
  }),
  rollBack: endpoint({
    name: 'rollBackPolicy',
    subject,
    method: 'POST',
    path: '/api/v1/policy/revisions/{revision}/roll-back',
    summary: 'Stores the policy of an old revision as a new one, if the named revision is still the newest',
    role: 'administrator',
    params: RevisionParams,
    answer: StoredPolicySchema,
    headers: IF_MATCH,
  }),
  explain: endpoint({
    name: 'explainHostPolicy',
    subject,
    method: 'GET',
    path: '/api/v1/hosts/{hostId}/policy',
    summary:
      'What the policy says of a host: environment, clusters, hooks, checks, the next occurrences, what keeps it out',
    role: 'viewer',
    params: HostParams,
    answer: HostPolicySchema,
  }),
} as const;
