// Rollouts: started, watched, steered, reported.

import { Type } from 'typebox';
import { AttemptIdSchema, InstantSchema, StepKindSchema, strict } from '../schema/index.ts';
import {
  AttemptOutcomeSchema,
  Count,
  DigestSchema,
  HostIdSchema,
  HostPhaseSchema,
  HostReasonSchema,
  list,
  Name,
  nullable,
  open,
  PageQuery,
  page,
  ReasonSchema,
  RolloutIdSchema,
  RolloutParams,
  RolloutStateSchema,
  Text,
  words,
} from './common.ts';
import { Failures } from './diagnosis.ts';
import { endpoint, type Plain } from './endpoint.ts';
import { TakesBackSchema } from './plans.ts';
import { RollbackSchema } from './rollback.ts';
import { TransactionTraceSchema } from './transaction-trace.ts';

export const RolloutSchema = open({
  rolloutId: RolloutIdSchema,
  planDigest: DigestSchema,
  environment: Name,
  state: RolloutStateSchema,
  startedAt: InstantSchema,
  endedAt: nullable(InstantSchema),
  reason: nullable(ReasonSchema),
  waves: list(
    open({ settledAt: nullable(InstantSchema), passedAt: nullable(InstantSchema), goOnBy: nullable(Type.String()) }),
  ),
  hosts: list(
    open({
      hostId: HostIdSchema,
      /** From 0. */
      wave: Count,
      phase: HostPhaseSchema,
      since: InstantSchema,
      attemptId: nullable(AttemptIdSchema),
      reason: nullable(ReasonSchema),
      step: nullable(StepKindSchema),
      stillSo: Type.Optional(
        open({ state: words('well', 'not-well'), at: InstantSchema, reason: nullable(ReasonSchema) }),
      ),
    }),
  ),
  acceptedFailures: list(HostIdSchema),
});
export type RolloutAnswer = Plain<typeof RolloutSchema>;

export const ApprovedBySchema = open({
  rule: words('automatic', 'self', 'team', 'teams', 'change-request'),
  names: list(
    open({
      approvedBy: Text,
      team: nullable(Text),
      approvedAt: InstantSchema,
      expiresAt: InstantSchema,
      outside: Type.Optional(Text),
    }),
  ),
  changeRequest: nullable(Type.String({ description: 'its number' })),
});
export type ApprovedByAnswer = Plain<typeof ApprovedBySchema>;

/** One condition of the gate behind a wave that has settled. */
export const ShownGateSchema = open({
  wave: Type.Integer({ minimum: 0, description: 'from 0, as in `waves`' }),
  name: Name,
  kind: words('prometheus-query', 'prometheus-alerts', 'health', 'plug-in', 'http', 'webhook'),
  state: words('open', 'closed', 'unreadable', 'unread'),
  found: nullable(Text),
  at: nullable(InstantSchema),
});
export type ShownGateAnswer = Plain<typeof ShownGateSchema>;

/**
 * Also what the events of a watched rollout carry: `rollout` whole; `change` with those of `rollout.hosts` and `waiting` that are
 * new or other, without `hostnames`, and all the rest whole.
 */
export const ExplainedRolloutSchema = open({
  rollout: RolloutSchema,
  hostnames: Type.Record(Type.String(), Type.String(), { description: 'by host id' }),
  /** By which rule the plan was approved, and by whom. */
  approval: Type.Optional(ApprovedBySchema),
  /** Why it has not ended though each of its hosts has: soak and gates behind the last wave; absent where that is not so. */
  ending: Type.Optional(ReasonSchema),
  /** Conditions of gates, as found when their wave was passed, or last; absent where the plan has none. */
  gates: Type.Optional(list(ShownGateSchema)),
  /** `allowed`: so many hosts may fail before nobody further begins; failures that a person went on over do not count. */
  budget: Type.Optional(open({ failed: Count, allowed: Count })),
  /** Hosts whose newest attempt is this rollout's and on which configuration files have another version beside them: how many. */
  leftBeside: Type.Optional(list(open({ hostId: HostIdSchema, files: Count }))),
  /** What takes its hosts back, in the order in which it was asked for; absent: nothing. */
  rollbacks: Type.Optional(list(RollbackSchema)),
  /** Of a rollout that takes another one back. */
  takesBack: Type.Optional(TakesBackSchema),
  /** Why each host that has not ended is where it is, from the same decision that the controller takes. */
  waiting: list(HostReasonSchema),
  /** Only in an event `change`: who was told to wait, and does so no more. */
  waitsNoMore: Type.Optional(list(HostIdSchema)),
  /** Steps that failed on hosts that are not done, of the first such hosts. Not in the events of a watched rollout. */
  failures: Failures,
  /** Hosts with failures besides. Absent: there are none. */
  furtherFailedHosts: Type.Optional(Count),
});
export type ExplainedRolloutAnswer = Plain<typeof ExplainedRolloutSchema>;

export const RolloutSummarySchema = open({
  rolloutId: RolloutIdSchema,
  planDigest: DigestSchema,
  environment: Name,
  state: RolloutStateSchema,
  startedAt: InstantSchema,
  endedAt: nullable(InstantSchema),
  reason: nullable(ReasonSchema),
  hosts: Count,
  phases: Type.Record(Type.String(), Count, { description: 'hosts by phase' }),
});
export type RolloutSummary = Plain<typeof RolloutSummarySchema>;

const ReportedStepSchema = open({
  step: StepKindSchema,
  outcome: nullable(words('done', 'already', 'skipped', 'failed')),
  begunAt: nullable(InstantSchema),
  endedAt: nullable(InstantSchema),
  entries: Count,
  reason: nullable(ReasonSchema),
});

export const RolloutReportSchema = open({
  rolloutId: RolloutIdSchema,
  planDigest: DigestSchema,
  environment: Name,
  state: RolloutStateSchema,
  startedAt: InstantSchema,
  endedAt: nullable(InstantSchema),
  reason: nullable(ReasonSchema),
  gates: Type.Optional(list(ShownGateSchema)),
  hosts: list(
    open({
      hostId: HostIdSchema,
      hostname: Name,
      wave: Count,
      phase: HostPhaseSchema,
      reason: nullable(ReasonSchema),
      attempt: nullable(
        open({
          attemptId: AttemptIdSchema,
          begunAt: InstantSchema,
          endedAt: nullable(InstantSchema),
          outcome: nullable(AttemptOutcomeSchema),
          steps: list(ReportedStepSchema),
          failures: Failures,
          /** What its package transactions left beside the versions; absent: nothing, or the agent does not tell. */
          transaction: Type.Optional(TransactionTraceSchema),
        }),
      ),
      /** What was planned, and the version that the host's last inventory or verification shows. */
      changes: list(
        open({
          name: Name,
          architecture: Name,
          from: nullable(Name),
          to: nullable(Name),
          found: nullable(Name),
          state: words('reached', 'not-reached', 'unknown'),
        }),
      ),
      /** Processes that still ran old code at verification. */
      staleProcesses: Count,
    }),
  ),
  leftOut: list(HostReasonSchema),
  /** By which rule the plan was approved, and by whom. */
  approval: Type.Optional(ApprovedBySchema),
});
export type RolloutReport = Plain<typeof RolloutReportSchema>;

const HostStepSchema = open({
  step: StepKindSchema,
  outcome: Type.Union([words('done', 'already', 'skipped', 'failed'), Type.Null()], {
    description: 'null: it is under way, or not begun',
  }),
  begunAt: nullable(InstantSchema),
  endedAt: nullable(InstantSchema),
  entries: Type.Integer({ minimum: 0, description: 'how often it was begun' }),
  reason: nullable(ReasonSchema),
  expected: words('built-in', 'hook', 'skip', 'not-planned'),
  output: Type.Union([Type.String(), Type.Null()], { description: 'the last lines, as the host tells them' }),
  exitStatus: nullable(Type.Integer()),
  checks: list(open({ asked: Text, state: words('well', 'ill', 'unknown'), detail: Text })),
  transaction: Type.Optional(TransactionTraceSchema),
});

/** One host of a rollout, step by step, as far as it has told. */
export const HostInRolloutSchema = open({
  rolloutId: RolloutIdSchema,
  hostId: HostIdSchema,
  hostname: Name,
  wave: Count,
  phase: HostPhaseSchema,
  since: InstantSchema,
  reason: nullable(ReasonSchema),
  attempt: nullable(
    open({
      attemptId: AttemptIdSchema,
      begunAt: InstantSchema,
      endedAt: nullable(InstantSchema),
      outcome: nullable(AttemptOutcomeSchema),
    }),
  ),
  steps: Type.Array(HostStepSchema, { description: 'what was run, in order, then what the plan has ahead' }),
  failures: Failures,
  seenAt: Type.Union([InstantSchema, Type.Null()], { description: 'when the host was last heard of' }),
});
export type HostInRolloutAnswer = Plain<typeof HostInRolloutSchema>;

/** What a package transaction prints while it runs, as the host told it last. */
export const RunningOutputSchema = open({
  state: Type.Unsafe<'none' | 'awaited' | 'told' | 'unknown'>({
    ...words('none', 'awaited', 'told', 'unknown'),
    description:
      'none: the host is not at work; awaited: it has been asked, and tells within seconds; unknown: it cannot tell, see why',
  }),
  why: nullable(Text),
  transaction: Type.Union([Name, Type.Null()], {
    description: 'name of its unit, each try has its own; null: none has begun',
  }),
  bytes: Type.Integer({ minimum: 0, description: 'that it has printed in all' }),
  text: Type.String({ description: 'the last lines of it, printable; the very last may not be whole yet' }),
  takenAt: Type.Union([InstantSchema, Type.Null()], { description: "by the host's clock" }),
});
export type RunningOutputAnswer = Plain<typeof RunningOutputSchema>;

const subject = 'rollouts';
const steer = (name: string, word: string, summary: string) =>
  endpoint({
    name,
    subject,
    method: 'POST',
    path: `/api/v1/rollouts/{rolloutId}/${word}`,
    summary,
    role: 'operator',
    params: RolloutParams,
    answer: RolloutSchema,
  });

export const rollouts = {
  start: endpoint({
    name: 'startRollout',
    subject,
    method: 'POST',
    path: '/api/v1/rollouts',
    summary: 'Carries an approved plan out',
    role: 'operator',
    body: strict({ planDigest: DigestSchema }),
    answer: RolloutSchema,
    status: 201,
  }),
  list: endpoint({
    name: 'listRollouts',
    subject,
    method: 'GET',
    path: '/api/v1/rollouts',
    summary: 'Rollouts, newest first',
    role: 'viewer',
    query: PageQuery,
    answer: page(RolloutSummarySchema),
  }),
  show: endpoint({
    name: 'showRollout',
    subject,
    method: 'GET',
    path: '/api/v1/rollouts/{rolloutId}',
    summary: 'Where every host of a rollout is, and why',
    role: 'viewer',
    params: RolloutParams,
    answer: ExplainedRolloutSchema,
  }),
  host: endpoint({
    name: 'showHostInRollout',
    subject,
    method: 'GET',
    path: '/api/v1/rollouts/{rolloutId}/hosts/{hostId}',
    summary: 'One host of a rollout, step by step, with the last lines of each and what failed',
    role: 'viewer',
    params: Type.Object({ rolloutId: RolloutIdSchema, hostId: HostIdSchema }),
    answer: HostInRolloutSchema,
  }),
  output: endpoint({
    name: 'showRunningOutput',
    subject,
    method: 'GET',
    path: '/api/v1/rollouts/{rolloutId}/hosts/{hostId}/output',
    summary:
      'What the package transaction of one host prints while it runs; the host tells it for as long as this is asked',
    role: 'viewer',
    params: Type.Object({ rolloutId: RolloutIdSchema, hostId: HostIdSchema }),
    answer: RunningOutputSchema,
  }),
  report: endpoint({
    name: 'reportRollout',
    subject,
    method: 'GET',
    path: '/api/v1/rollouts/{rolloutId}/report',
    summary: 'Who got what, how long each step took, and who did not and why',
    role: 'viewer',
    params: RolloutParams,
    answer: RolloutReportSchema,
  }),
  /**
   * `text/event-stream`: an event `rollout` with the whole picture at once and after every change, or, as `form` wishes, `change`
   * after the first; `end` is the last.
   */
  events: endpoint({
    name: 'watchRollout',
    subject,
    method: 'GET',
    path: '/api/v1/rollouts/{rolloutId}/events',
    summary:
      'A rollout as it goes, as server-sent events: `rollout` with the whole picture, after every change again or, with form=changes, `change` with what is otherwise; `end` when it is over',
    role: 'viewer',
    params: RolloutParams,
    query: Type.Object({ form: Type.Optional(words('whole', 'changes')) }),
    answer: ExplainedRolloutSchema,
  }),
  pause: steer('pauseRollout', 'pause', 'Nobody further begins; hosts under way finish'),
  resume: steer(
    'resumeRollout',
    'resume',
    'Goes on; failures seen so far no longer count, nor hold up the hosts behind a canary',
  ),
  abort: steer('abortRollout', 'abort', 'Ends it: nobody further begins, hosts under way finish'),
  goOn: steer(
    'goOnRollout',
    'go-on',
    "A person's word at a gate that asks for one, or behind a canary that did not come through",
  ),
  excuse: endpoint({
    name: 'excuseHost',
    subject,
    method: 'POST',
    path: '/api/v1/rollouts/{rolloutId}/hosts/{hostId}/excuse',
    summary: 'Leaves out a host that has not begun, or is lost',
    role: 'operator',
    params: Type.Object({ rolloutId: RolloutIdSchema, hostId: HostIdSchema }),
    body: strict({ why: Type.String({ minLength: 1, maxLength: 1000 }) }),
    answer: RolloutSchema,
  }),
} as const;
