// Reports over time: compliance as of an instant, deadlines kept, time to patch, exceptions, what changed. Each as JSON, and
// with `format=csv` or `Accept: text/csv` as a table with all of its rows.

import { type TSchema, Type } from 'typebox';
import { InstantSchema } from '../schema/index.ts';
import {
  AsOf,
  Count,
  DigestSchema,
  HostIdSchema,
  list,
  Name,
  nullable,
  open,
  page,
  pageQuery,
  ReasonSchema,
  RolloutIdSchema,
  Text,
  words,
} from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';
import { SeverityWord } from './knowledge.ts';

const Format = Type.Optional(
  Type.Union([Type.Literal('json'), Type.Literal('csv')], { description: 'else by `Accept`' }),
);
const query = <P extends Record<string, TSchema>>(properties: P) =>
  Type.Object({ ...properties, format: Format }, { additionalProperties: false });

const period = {
  from: Type.Optional(InstantSchema),
  until: Type.Optional(InstantSchema),
};

/** What stands in every answer. */
const kept = {
  recordsSince: Type.Union([InstantSchema, Type.Null()], {
    description: 'when the first record of any host begins; before it everything is unknown; null: there is none yet',
  }),
  oldestLook: Type.Union([InstantSchema, Type.Null()], {
    description: 'when the host was looked at that waits the longest for its next look',
  }),
};

const Permille = Type.Union([Type.Integer({ minimum: 0, maximum: 1000 }), Type.Null()], {
  description: 'thousandths; null: of nothing there is no share',
});

export const StandingWord = words('clear', 'due-later', 'excepted', 'overdue', 'unknown');

const standingCounts = {
  hosts: Count,
  clear: Type.Integer({ minimum: 0, description: 'needed nothing that an update would end' }),
  dueLater: Type.Integer({ minimum: 0, description: 'exposed, and nothing was overdue' }),
  excepted: Type.Integer({ minimum: 0, description: 'nothing overdue but what an exception of policy answered for' }),
  overdue: Count,
  unknown: Type.Integer({ minimum: 0, description: 'nobody could say; never counted as compliant' }),
  compliantPermille: Permille,
};

export const ComplianceSchema = open({
  asOf: InstantSchema,
  by: Name,
  ...kept,
  groups: list(open({ value: nullable(Name), ...standingCounts })),
  total: open(standingCounts),
});
export type ComplianceAnswer = Plain<typeof ComplianceSchema>;

export const ComplianceHostsSchema = open({
  asOf: InstantSchema,
  ...page(
    open({
      hostId: HostIdSchema,
      hostname: Name,
      value: nullable(Name),
      standing: StandingWord,
      reason: nullable(ReasonSchema),
      needed: Type.Integer({ minimum: 0, description: 'updates that it needed' }),
      overdue: Count,
      dueFirst: nullable(InstantSchema),
    }),
  ).properties,
});
export type ComplianceHostsAnswer = Plain<typeof ComplianceHostsSchema>;

export const OutcomeWord = words('in-time', 'late', 'overdue', 'excepted', 'unknown', 'otherwise');

const outcomeCounts = {
  inTime: Type.Integer({ minimum: 0, description: 'installed and in effect by the deadline' }),
  late: Count,
  overdue: Type.Integer({ minimum: 0, description: 'still open' }),
  excepted: Type.Integer({ minimum: 0, description: 'an exception of policy answers for it; in no share' }),
  unknown: Type.Integer({ minimum: 0, description: 'nobody can say; counts against the share' }),
  otherwise: Type.Integer({
    minimum: 0,
    description: 'removed, revised by the feed, or its host retired; in no share',
  }),
  inTimePermille: Permille,
};

const ofPeriod = { from: InstantSchema, until: InstantSchema, asOf: InstantSchema, ...kept };

export const SlaSchema = open({
  ...ofPeriod,
  groups: list(open({ severity: nullable(SeverityWord), rule: nullable(Name), ...outcomeCounts })),
  total: open(outcomeCounts),
  withoutDeadline: Type.Integer({ minimum: 0, description: 'exposures that began in the period and have no deadline' }),
});
export type SlaAnswer = Plain<typeof SlaSchema>;

const Hours = Type.Union([Count, Type.Null()], { description: 'whole hours; null: of none' });
const Took = open({ exposures: Count, medianHours: Hours, p90Hours: Hours });

export const TimeToPatchSchema = open({
  ...ofPeriod,
  groups: list(
    open({
      severity: Type.Union([SeverityWord, Type.Null()], { description: 'null: nobody rated it' }),
      fromFix: Took,
      fromLearned: Took,
      toDisk: Took,
    }),
  ),
  total: open({ fromFix: Took, fromLearned: Took, toDisk: Took }),
  effectUnknown: Type.Integer({
    minimum: 0,
    description: 'installed in the period, and nobody can say whether old code still runs; among no figure',
  }),
});
export type TimeToPatchAnswer = Plain<typeof TimeToPatchSchema>;

export const HostExposureRecordSchema = open({
  hostId: HostIdSchema,
  hostname: Name,
  sourcePackage: Name,
  fixedVersion: Name,
  vulnerability: Type.String({ description: 'the one that is due first' }),
  severity: nullable(SeverityWord),
  rule: nullable(Name),
  learnedAt: InstantSchema,
  fixAt: InstantSchema,
  beganAt: InstantSchema,
  dueAt: nullable(InstantSchema),
  installedAt: nullable(InstantSchema),
  effect: Type.Union([Type.Literal('known'), Type.Literal('unknown')], {
    description: 'unknown: on disk, and nobody can say whether old code still runs',
  }),
  endedAt: Type.Union([InstantSchema, Type.Null()], { description: 'in effect since; null: it stands' }),
  end: nullable(words('patched', 'removed', 'revised')),
  exception: nullable(Name),
  outcome: nullable(OutcomeWord),
});

export const ExposureRecordsSchema = open({ ...ofPeriod, ...page(HostExposureRecordSchema).properties });
export type ExposureRecordsAnswer = Plain<typeof ExposureRecordsSchema>;

export const ExceptionHistorySchema = open({
  from: InstantSchema,
  until: InstantSchema,
  asOf: InstantSchema,
  items: list(
    open({
      name: Name,
      hosts: Type.String({ description: 'selector over labels' }),
      leavesOut: Type.Union([open({ package: Name }), open({ advisory: Name })]),
      owner: Text,
      why: Text,
      compensatingControl: Text,
      approvedBy: Text,
      expiresAt: InstantSchema,
      state: words('acts', 'ends-soon', 'expired', 'withdrawn'),
      enteredAt: InstantSchema,
      enteredBy: Name,
      leftAt: nullable(InstantSchema),
      leftBy: nullable(Name),
    }),
  ),
  moreBefore: Type.Boolean({ description: 'there are older revisions of the policy that were not looked into' }),
});
export type ExceptionHistoryAnswer = Plain<typeof ExceptionHistorySchema>;

export const ChangesSchema = open({
  from: InstantSchema,
  until: InstantSchema,
  ...page(
    open({
      at: InstantSchema,
      hostId: HostIdSchema,
      hostname: Name,
      by: Type.Union([Type.Literal('slipway'), Type.Literal('foreign')], { description: 'foreign: somebody else' }),
      rolloutId: nullable(RolloutIdSchema),
      planDigest: nullable(DigestSchema),
      approvedBy: list(Name),
      rollback: Type.Union([Type.Literal('none'), Type.Literal('plan'), Type.Literal('host')], {
        description: 'plan: by a rollback plan; host: the host went back by itself',
      }),
      packages: list(
        open({
          name: Name,
          architecture: Name,
          from: Type.Union([Name, Type.Null()], { description: 'null: it was not installed' }),
          to: Type.Union([Name, Type.Null()], { description: 'null: it was removed' }),
        }),
      ),
    }),
  ).properties,
});
export type ChangesAnswer = Plain<typeof ChangesSchema>;

const by = Type.Optional(
  Type.String({
    pattern: '^[a-z0-9][a-z0-9-]{0,62}$',
    description: 'a label of the hosts, or `policy`: whose policy has them now; else `environment`',
  }),
);
const value = Type.Optional(Type.String({ maxLength: 255, description: 'of this group alone; empty: of none' }));

const report = { subject: 'reports', method: 'GET', role: 'viewer', csv: true } as const;

export const reports = {
  compliance: endpoint({
    ...report,
    name: 'reportCompliance',
    path: '/api/v1/reports/compliance',
    summary: 'How hosts stood at an instant, by a label of today: what is unknown is counted as such',
    query: query({ asOf: AsOf, by }),
    answer: ComplianceSchema,
  }),
  complianceHosts: endpoint({
    ...report,
    name: 'listComplianceHosts',
    path: '/api/v1/reports/compliance/hosts',
    summary: 'The hosts behind a number of the compliance report, in order of enrolment',
    query: query({ asOf: AsOf, by, value, standing: Type.Optional(StandingWord), ...pageQuery }),
    answer: ComplianceHostsSchema,
  }),
  sla: endpoint({
    ...report,
    name: 'reportSla',
    path: '/api/v1/reports/sla',
    summary: 'Deadlines of a period (else the last 30 days) by severity and rule: kept, missed, open, unknown',
    query: query(period),
    answer: SlaSchema,
  }),
  timeToPatch: endpoint({
    ...report,
    name: 'reportTimeToPatch',
    path: '/api/v1/reports/time-to-patch',
    summary: 'How long it took until a fix was installed and in effect, of what was in a period, by severity',
    query: query(period),
    answer: TimeToPatchSchema,
  }),
  exposures: endpoint({
    ...report,
    name: 'listExposureRecords',
    path: '/api/v1/reports/exposures',
    summary: 'The exposures of hosts behind a number of the deadlines or of the time to patch',
    query: query({
      ...period,
      which: words('due', 'patched', 'no-deadline', 'effect-unknown'),
      severity: Type.Optional(Type.Union([SeverityWord, Type.Literal('unrated')])),
      rule: Type.Optional(Name),
      outcome: Type.Optional(OutcomeWord),
      ...pageQuery,
    }),
    answer: ExposureRecordsSchema,
  }),
  exceptions: endpoint({
    ...report,
    name: 'reportExceptions',
    path: '/api/v1/reports/exceptions',
    summary: 'Exceptions that stood in the policy during a period (else the last 30 days), with who and why',
    query: query(period),
    answer: ExceptionHistorySchema,
  }),
  changes: endpoint({
    ...report,
    name: 'reportChanges',
    path: '/api/v1/reports/changes',
    summary: 'What changed on which host when, by which rollout, plan and approval; newest first',
    query: query({
      ...period,
      host: Type.Optional(HostIdSchema),
      by: Type.Optional(Type.Union([Type.Literal('slipway'), Type.Literal('foreign')])),
      ...pageQuery,
    }),
    answer: ChangesSchema,
  }),
} as const;
