// Taking back what a rollout did: what it would be, and asking for it.

import { Type } from 'typebox';
import { ChangeKindSchema, ConffileDecisionSchema, InstantSchema, strict } from '../schema/index.ts';
import {
  Count,
  DigestSchema,
  HostIdSchema,
  list,
  Name,
  nullable,
  open,
  ReasonSchema,
  RolloutIdSchema,
  RolloutParams,
  Text,
  words,
} from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';
import { PlanRequestSchema } from './plans.ts';

export const RollbackScopeSchema = open({
  rolloutId: RolloutIdSchema,
  planDigest: DigestSchema,
  environment: Name,
  /** Of the versions from before: the plan is for this one. */
  patchSetDigest: DigestSchema,
  hosts: list(
    open({
      hostId: HostIdSchema,
      hostname: Name,
      /** What it would do; empty where there is a reason. */
      changes: list(
        open({ kind: ChangeKindSchema, name: Name, architecture: Name, from: nullable(Name), to: nullable(Name) }),
      ),
      /** Kernels that came beside others, and stay. */
      stays: list(open({ name: Name, architecture: Name, version: Name })),
      /** What the rollout decided about configuration files: none of it is undone. */
      conffiles: list(open({ package: Name, path: Text, decision: ConffileDecisionSchema })),
      /** Why it cannot be taken back; `null`: it can. */
      reason: nullable(ReasonSchema),
    }),
  ),
  /** What the hosts leave. Kept from all hosts once the rollback is asked for, unless that says otherwise. */
  versions: list(
    open({
      platform: open({ distribution: Name, release: Name }),
      name: Name,
      version: Name,
      advisories: Type.Array(Name, { description: 'what it answers, and is open again without it' }),
      /** Absent where the controller is of a version that does not tell it. */
      reopened: Type.Optional(
        open({
          vulnerabilities: Type.Array(Name, {
            description: 'what hosts are exposed to again without it, as feeds say now',
          }),
          unknown: nullable(ReasonSchema),
        }),
      ),
      isQuarantined: Type.Boolean({ description: 'kept from hosts already' }),
    }),
  ),
});
export type RollbackScopeAnswer = Plain<typeof RollbackScopeSchema>;

/** One that was asked for. */
export const RollbackSchema = open({
  planRequestId: Name,
  author: Text,
  requestedAt: InstantSchema,
  why: Text,
  hosts: Count,
  state: words('gathering', 'planned', 'empty', 'failed'),
  planDigest: nullable(DigestSchema),
  /** What carries it out; `null`: nobody has started it. */
  rolloutId: nullable(RolloutIdSchema),
});
export type RollbackAnswer = Plain<typeof RollbackSchema>;

const subject = 'rollouts';
const path = '/api/v1/rollouts/{rolloutId}/rollback';
const Hosts = Type.String({ minLength: 1, maxLength: 10_000, description: 'a selector; left out: all of its hosts' });

export const rollbacks = {
  scope: endpoint({
    name: 'showRollback',
    subject,
    method: 'GET',
    path,
    summary:
      'What taking a rollout back would mean for its hosts, and what of it would stay. Asks nobody and changes nothing',
    role: 'viewer',
    params: RolloutParams,
    query: Type.Object({ hosts: Type.Optional(Hosts) }, { additionalProperties: false }),
    answer: RollbackScopeSchema,
  }),
  make: endpoint({
    name: 'makeRollback',
    subject,
    method: 'POST',
    path,
    summary:
      'Keeps what a rollout brought from all hosts, and asks for a plan that takes its finished hosts back; look at the plan request for what comes of it',
    role: 'operator',
    params: RolloutParams,
    body: strict({
      hosts: Type.Optional(Hosts),
      why: Type.String({ minLength: 1, maxLength: 1000 }),
      withinSeconds: Type.Optional(
        Type.Integer({
          minimum: 3600,
          maximum: 604_800,
          description: 'at any time from now on for so long, instead of in the windows of policy; freezes hold',
        }),
      ),
      quarantine: Type.Optional(
        Type.Array(Name, {
          maxItems: 20_000,
          description: 'packages whose versions are kept from all hosts; left out: of all that is taken back',
        }),
      ),
    }),
    answer: PlanRequestSchema,
    status: 202,
  }),
} as const;
