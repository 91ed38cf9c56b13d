// Policies that use every word that there is.

import type { SavedPolicy, StoreView } from '@slipway/controller/ports';
import type { FreezeTime, Window } from '@slipway/core/calendar';
import type { ApprovalRule, ChecklistItem, EnvironmentPolicy, Policy, PolicyFreeze, Rules } from '@slipway/core/policy';
import { TOLD_EVENTS } from '@slipway/core/policy';
import { addMs } from '@slipway/core/time';
import { anEnvironment, THE_MORNING } from '../../../builders/index.ts';
import { CONDITIONS, EVERY_CHECK, EVERY_QUESTION, EVERY_RESTORE_POINT } from '../../messages/index.ts';
import type { EachKind, Whole } from '../../whole.ts';

const DAY_MS = 86_400_000;
const later = (days: number) => addMs(THE_MORNING, days * DAY_MS);
const BERLIN = { zone: 'Europe/Berlin', start: '20:00' } as const;
const UNTIL = { kind: 'local', time: '02:00', daysLater: 1 } as const;

const WINDOWS: EachKind<Window> = {
  'any-time': { kind: 'any-time', spanDays: 7 },
  dates: { kind: 'dates', spans: [{ startsAt: THE_MORNING, cutOffAt: later(1), endsAt: later(2) }] },
  weekly: { kind: 'weekly', weekdays: ['tuesday', 'sunday'], ...BERLIN, until: UNTIL, cutOffMinutes: 60 },
  'every-second-week': {
    kind: 'every-second-week',
    weekdays: ['friday'],
    anchor: '2026-11-20',
    ...BERLIN,
    until: { kind: 'elapsed', minutes: 240 },
    cutOffMinutes: 'learned',
  },
  'nth-weekday': {
    kind: 'nth-weekday',
    nth: 'last',
    weekday: 'tuesday',
    plusDays: -1,
    months: [1, 12],
    ...BERLIN,
    until: UNTIL,
    cutOffMinutes: 60,
  },
  'day-of-month': { kind: 'day-of-month', day: 'last', months: [6], ...BERLIN, until: UNTIL, cutOffMinutes: 60 },
};

const FREEZES: EachKind<FreezeTime> = {
  dates: { kind: 'dates', spans: [{ startsAt: later(30), endsAt: later(40) }] },
  recurring: {
    kind: 'recurring',
    ...BERLIN,
    until: UNTIL,
    days: {
      every: 'year',
      interval: 1,
      from: '2026-12-20',
      until: '2030-12-31',
      weekdays: [{ weekday: 'monday', nth: -1 }],
      monthDays: [20, -1],
      months: [12],
      except: ['2027-12-20'],
    },
  },
};

type RuleName = ApprovalRule['rule'];
const APPROVALS: { readonly [Name in RuleName]: Whole<Extract<ApprovalRule, { readonly rule: Name }>> } = {
  automatic: { rule: 'automatic' },
  self: { rule: 'self' },
  team: { rule: 'team', team: 'operations', count: 1, validHours: 24 },
  teams: { rule: 'teams', teams: ['development', 'operations'], count: 2, validHours: 24 },
  'change-request': {
    rule: 'change-request',
    teams: ['operations'],
    count: 1,
    validHours: 24,
    outside: 'change-board',
  },
};

const CHECKLIST: EachKind<ChecklistItem> = {
  'plug-in': {
    name: 'backup',
    kind: 'plug-in',
    plugIn: 'check_backup',
    parameters: { job: 'daily' },
    maxAgeHours: 24,
  },
  'file-age': { name: 'dump', kind: 'file-age', path: '/var/backups/db.dump', maxAgeHours: 24 },
  http: {
    name: 'board',
    kind: 'http',
    url: 'https://board.example',
    credential: 'board',
    status: 200,
    contains: 'go',
  },
  'way-back': { name: 'back', kind: 'way-back' },
  'restore-point': { name: 'point', kind: 'restore-point' },
  announced: { name: 'told', kind: 'announced', hoursBefore: 24 },
  'tier-before': { name: 'proven', kind: 'tier-before' },
};
export const CHECKLIST_ITEMS: readonly ChecklistItem[] = Object.values(CHECKLIST);

const GATES = { soakSeconds: 600, person: 'asked', conditions: CONDITIONS } as const satisfies Rules['gates'];
const { name: _name, policies: _policies, ...plain } = anEnvironment();

/** All but those that came after the database of this version was made: what travels of them is frozen as messages. */
const RULES: Omit<Required<Rules>, 'window' | 'approval' | 'kernels' | 'guests' | 'shortWindow' | 'wayBackRebuilt'> = {
  ...plain,
  scope: 'all',
  waves: { template: { hosts: 'template exists', gates: GATES }, canaryHosts: 1, percentMax: 25 },
  gates: GATES,
  promotion: { leadHours: 72, soakHours: 48 },
  checklist: CHECKLIST_ITEMS,
  announce: { hoursBefore: [168, 24] },
  missedWindow: 'isolate-first',
  installBy: { days: 14 },
  scan: { zone: 'Europe/Berlin', at: ['06:00', '18:00'] },
  preflight: { repair: 'bounded', users: 'refuse', guests: 'refuse', battery: 'refuse' },
  verification: { files: 'changed' },
  rebootWarning: { minutes: 10, text: 'Monthly updates.', postponeMinutes: 120 },
  repositories: { allow: ['https://deb.invalid/debian/'], key: 'required', freshHours: 48, keyDays: 14 },
};

/** Every window and every approval rule in some part policy. */
const PARTS: Required<EnvironmentPolicy>['policies'] = [
  ...Object.values(WINDOWS).map((window, at) => ({
    ...RULES,
    name: `window-${at}`,
    hosts: `role = window-${at}`,
    window,
    approval: APPROVALS.self,
  })),
  ...Object.values(APPROVALS).map((approval) => ({
    name: approval.rule,
    hosts: `role = ${approval.rule}`,
    approval,
  })),
];

const freezes: readonly PolicyFreeze[] = Object.values(FREEZES).map((when) => ({
  name: `freeze-${when.kind}`,
  why: 'year-end closing',
  environments: ['prod'],
  when,
}));

const exception = {
  name: 'old-openssl',
  hosts: 'role = app',
  owner: 'web team',
  why: 'the vendor certifies 3.0.15 only',
  compensatingControl: 'behind the proxy',
  approvedBy: 'dora',
  expiresAt: later(30),
};

const POLICY: Required<Policy> = {
  schema: 'slipway.policy/1',
  environments: [
    anEnvironment({ name: 'dev' }),
    { name: 'prod', ...RULES, window: WINDOWS.weekly, approval: APPROVALS.teams, policies: PARTS },
  ],
  freezes,
  clusters: [{ name: 'app', members: 'role = app', awayMax: 1 }],
  hooks: [{ hosts: 'role = app', step: 'drain', hook: 'drain', parameters: { port: '443' }, timeoutSeconds: 60 }],
  checks: EVERY_CHECK.map((check) => ({ hosts: 'role = app', check, timeoutSeconds: 30 })),
  questions: EVERY_QUESTION.map((ask) => ({ hosts: 'role = db', ask, settleSeconds: 600 })),
  restorePoints: EVERY_RESTORE_POINT.map((make) => ({ hosts: 'role = db', make })),
  outOfBand: [{ hosts: 'role = db', hook: 'bmc', parameters: { address: '192.0.2.7' }, timeoutSeconds: 30 }],
  exceptions: [
    { ...exception, leavesOut: { package: 'openssl' } },
    { ...exception, name: 'not-reachable', leavesOut: { advisory: 'CVE-2026-1' } },
  ],
  contacts: [
    { name: 'night', audience: 'chat', hears: TOLD_EVENTS, environments: ['prod'], digestMinutes: 60 },
    { name: 'everything', audience: 'admins' },
  ],
  templates: [{ event: 'host-failed', audience: 'chat', subject: '[house] {hostname}', lines: ['{text}'] }],
};

export const fillPolicy = async ({ plans }: StoreView): Promise<void> => {
  const before = await plans.policy();
  await plans.savePolicy({ revision: before?.revision ?? 0, value: POLICY }, 'dora', THE_MORNING);
};

export const readPolicy = async ({ plans }: StoreView): Promise<object> => {
  const revisions: readonly SavedPolicy[] = (await plans.policyRevisions({ after: null, limit: 10 })).items;
  return { revisions, first: await plans.policyRevision(1) };
};
