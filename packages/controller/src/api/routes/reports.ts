import { explain } from '@slipway/core/reasons';
import { endpoints } from '@slipway/protocol/api';
import {
  type App,
  complianceHosts,
  listChanges,
  listCourses,
  reportCompliance,
  reportDeadlines,
  reportExceptions,
  reportTimeToPatch,
} from '../../app/index.ts';
import { pageRequest } from './pages.ts';
import type { Router } from './router.ts';
import type { TableCell } from './table.ts';

/** A share as people write it: 987 thousandths are 98.7. */
const percent = (permille: number | null): string | null => (permille === null ? null : (permille / 10).toFixed(1));

export const serveReports = (router: Router, app: App): void => {
  serveCompliance(router, app);
  servePeriods(router, app);
  serveExposureRecords(router, app);
  serveHistories(router, app);
};

const serveCompliance = (router: Router, app: App): void => {
  const { reports } = endpoints;
  router.table(reports.compliance, async ({ query }) => await reportCompliance(app, query), {
    name: 'compliance',
    columns: [
      'as of',
      'by',
      'group',
      'hosts',
      'clear',
      'due later',
      'excepted',
      'overdue',
      'unknown',
      'compliant %',
      'records since',
    ],
    rows: ({ asOf, by, recordsSince, groups, total }) =>
      [...groups, { value: '(all)', ...total }].map((each) => [
        ...[asOf, by, each.value ?? '(none)', each.hosts, each.clear, each.dueLater],
        ...[each.excepted, each.overdue, each.unknown, percent(each.compliantPermille), recordsSince],
      ]),
  });
  router.table(reports.complianceHosts, async ({ query }) => await complianceHosts(app, query, pageRequest(query)), {
    name: 'compliance-hosts',
    columns: ['as of', 'host', 'host id', 'group', 'standing', 'updates needed', 'overdue', 'due first', 'why'],
    rows: ({ asOf, items }) =>
      items.map((one) => [
        ...[asOf, one.hostname, one.hostId, one.value ?? '(none)', one.standing],
        ...[one.needed, one.overdue, one.dueFirst, one.reason === null ? null : explain(one.reason)],
      ]),
  });
};

const servePeriods = (router: Router, app: App): void => {
  const { reports } = endpoints;
  router.table(reports.sla, async ({ query }) => await reportDeadlines(app, query), {
    name: 'sla',
    columns: [
      'from',
      'until',
      'severity',
      'rule',
      'in time',
      'late',
      'overdue',
      'excepted',
      'unknown',
      'otherwise',
      'in time %',
      'records since',
    ],
    rows: ({ from, until, recordsSince, groups, total }) =>
      [...groups, { severity: '(all)', rule: null, ...total }].map((each) => [
        ...[from, until, each.severity ?? 'unrated', each.rule, each.inTime, each.late, each.overdue],
        ...[each.excepted, each.unknown, each.otherwise, percent(each.inTimePermille), recordsSince],
      ]),
  });
  router.table(reports.timeToPatch, async ({ query }) => await reportTimeToPatch(app, query), {
    name: 'time-to-patch',
    columns: [
      'from',
      'until',
      'severity',
      'measured',
      'exposures',
      'median hours',
      '90th percentile hours',
      'records since',
    ],
    rows: ({ from, until, recordsSince, groups, total }) =>
      [...groups, { severity: '(all)', ...total }].flatMap((each) =>
        (
          [
            ['fix available to in effect', each.fromFix],
            ['learned to in effect', each.fromLearned],
            ['fix available to installed', each.toDisk],
          ] as const
        ).map(([measured, took]): readonly TableCell[] => [
          ...[from, until, each.severity ?? 'unrated', measured, took.exposures],
          ...[took.medianHours, took.p90Hours, recordsSince],
        ]),
      ),
  });
};

const serveExposureRecords = (router: Router, app: App): void => {
  router.table(endpoints.reports.exposures, async ({ query }) => await listCourses(app, query, pageRequest(query)), {
    name: 'exposures',
    columns: [
      ...['host', 'host id', 'source package', 'fixed version', 'vulnerability', 'severity', 'rule', 'learned'],
      ...['fix available', 'began', 'due', 'installed', 'in effect', 'ended as', 'exception', 'outcome'],
    ],
    rows: ({ items }) =>
      items.map((one) => [
        ...[one.hostname, one.hostId, one.sourcePackage, one.fixedVersion, one.vulnerability],
        ...[one.severity ?? 'unrated', one.rule, one.learnedAt, one.fixAt, one.beganAt, one.dueAt],
        ...[one.installedAt, one.effect === 'unknown' ? 'unknown' : one.endedAt, one.end, one.exception, one.outcome],
      ]),
  });
};

const serveHistories = (router: Router, app: App): void => {
  const { reports } = endpoints;
  router.table(reports.exceptions, async ({ query }) => await reportExceptions(app, query), {
    name: 'exceptions',
    columns: [
      ...['exception', 'state', 'ends', 'leaves out', 'hosts', 'owner', 'agreed by', 'why', 'compensating control'],
      ...['entered', 'entered by', 'taken out', 'taken out by'],
    ],
    rows: ({ items }) =>
      items.map((one) => [
        ...[
          one.name,
          one.state,
          one.expiresAt,
          'package' in one.leavesOut ? one.leavesOut.package : one.leavesOut.advisory,
        ],
        ...[one.hosts, one.owner, one.approvedBy, one.why, one.compensatingControl],
        ...[one.enteredAt, one.enteredBy, one.leftAt, one.leftBy],
      ]),
  });
  router.table(reports.changes, async ({ query }) => await listChanges(app, query, pageRequest(query)), {
    name: 'changes',
    columns: [
      'at',
      'host',
      'host id',
      'by',
      'package',
      'architecture',
      'from',
      'to',
      'rollback',
      'rollout',
      'plan',
      'approved by',
    ],
    rows: ({ items }) =>
      items.flatMap((one) =>
        one.packages.map((change) => [
          ...[one.at, one.hostname, one.hostId, one.by, change.name, change.architecture, change.from, change.to],
          ...[one.rollback, one.rolloutId, one.planDigest, one.approvedBy.join('; ')],
        ]),
      ),
  });
};
