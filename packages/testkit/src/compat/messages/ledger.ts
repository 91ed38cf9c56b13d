// A ledger with an entry of every kind, every step, every outcome of a step and of an attempt, and every field of the
// evidence, chained as an executor chains it.

import type { AttemptOutcome, LedgerEntry, LedgerFact, StepEvidence } from '@slipway/core/execution';
import type { GoneGuest, GuestChange } from '@slipway/core/guest';
import { asAttemptId } from '@slipway/core/ids';
import { manifestOf } from '@slipway/core/inventory';
import type { VersionFile } from '@slipway/core/patch-set';
import { reason } from '@slipway/core/reasons';
import type { SeenRestorePoint } from '@slipway/core/restore-point';
import type { StepKind, StepOutcome } from '@slipway/core/step';
import { aPackage, digestOfText, sha256, THE_MORNING } from '../../builders/index.ts';
import { aLedger } from '../../store-rows/index.ts';
import { ATTEMPT } from './documents.ts';

interface Ended {
  readonly outcome: StepOutcome;
  readonly evidence?: StepEvidence;
}

const manifest = manifestOf({
  packages: [aPackage({ name: 'openssl', version: '3.0.15-1~deb12u1' })],
  takenAt: THE_MORNING,
  sha256,
});
const versions = [
  { name: 'openssl', architecture: 'amd64', version: '3.0.17-1~deb12u2' },
  { name: 'libssl1.1', architecture: 'amd64', version: null },
];

/** In ledgers of their own below: what is frozen stays as it is. */
type Later = 'clean-up' | 'guests-away' | 'guests-back' | 'make-room';

const STEPS: Readonly<Record<Exclude<StepKind, Later>, Ended>> = {
  repair: { outcome: 'already' },
  preflight: { outcome: 'already' },
  manifest: { outcome: 'done', evidence: { manifest, manifestDigest: digestOfText('manifest') } },
  'ask-cluster': { outcome: 'done' },
  drain: { outcome: 'done', evidence: { output: 'drained\n', exitStatus: 0 } },
  quiesce: { outcome: 'skipped' },
  'restore-point': { outcome: 'skipped' },
  apply: { outcome: 'failed', evidence: { output: 'dpkg: error\n', exitStatus: 100, versions } },
  restart: {
    outcome: 'done',
    evidence: { units: [{ unit: 'nginx.service', before: 'active', after: 'active' }] },
  },
  reboot: { outcome: 'done', evidence: { bootIdBefore: 'boot-1', bootIdAfter: 'boot-2' } },
  verify: {
    outcome: 'failed',
    evidence: {
      versions,
      staleProcesses: [
        { pid: 812, executable: '/usr/sbin/nginx', unit: 'nginx.service' },
        { pid: 900, executable: '/usr/local/bin/own', unit: null },
      ],
    },
  },
  'way-back': { outcome: 'done', evidence: { versions } },
  settle: { outcome: 'skipped' },
  undrain: { outcome: 'done' },
  confirm: { outcome: 'done' },
};

const stepFacts = (): readonly LedgerFact[] =>
  Object.entries(STEPS).flatMap(([name, { outcome, evidence = null }]) => {
    const step = name as StepKind;
    const attempt = { attemptId: ATTEMPT, step };
    const why = outcome === 'failed' || outcome === 'skipped' ? reason('step-failed', { step, status: 100 }) : null;
    return [
      { kind: 'step-begun', ...attempt },
      { kind: 'step-ended', ...attempt, outcome, reason: why, evidence },
    ];
  });

/** `isolated` is how the first attempt ends; `part-done` has a ledger of its own below. */
const OTHER_ENDS: Readonly<Record<Exclude<AttemptOutcome, 'isolated' | 'part-done'>, true>> = {
  done: true,
  'gone-back': true,
  'not-begun': true,
};

const furtherAttempt = (outcome: AttemptOutcome, generation: number): readonly LedgerFact[] => {
  const attemptId = asAttemptId(`rollout-${generation}-app1-1`);
  return [
    { kind: 'attempt-begun', attemptId, hostPlanDigest: digestOfText(`host plan ${generation}`), generation },
    { kind: 'attempt-ended', attemptId, outcome, reason: outcome === 'done' ? null : reason('host-stopped') },
  ];
};

const MISSED = reason('isolates-first', { ends: THE_MORNING });
const FREED = reason('isolation-not-wanted');
const done = { outcome: 'done', reason: null } as const;

const ISOLATION: readonly LedgerFact[] = [
  {
    kind: 'isolation-begun',
    order: 1,
    hostPlanDigest: digestOfText('host plan 4'),
    expiresAt: THE_MORNING,
    reason: MISSED,
  },
  { kind: 'isolation-step-begun', order: 1, step: 'ask-cluster', reason: null },
  { kind: 'isolation-step-ended', order: 1, step: 'ask-cluster', ...done, evidence: null },
  { kind: 'isolation-step-begun', order: 1, step: 'drain', reason: null },
  {
    kind: 'isolation-step-ended',
    order: 1,
    step: 'drain',
    outcome: 'failed',
    reason: reason('hook-failed', { hook: 'drain', status: 2 }),
    evidence: { output: 'no\n', exitStatus: 2 },
  },
  { kind: 'isolation-step-begun', order: 2, step: 'undrain', reason: FREED },
  { kind: 'isolation-step-ended', order: 2, step: 'undrain', ...done, evidence: null },
  { kind: 'isolation-ended', order: 2, reason: FREED },
];

export const makeLedger = (): readonly LedgerEntry[] =>
  aLedger([
    { kind: 'adopted', order: 1, generation: 0, taken: ['apt-daily-upgrade.timer'] },
    { kind: 'attempt-begun', attemptId: ATTEMPT, hostPlanDigest: digestOfText('host plan 1'), generation: 1 },
    ...stepFacts(),
    {
      kind: 'attempt-ended',
      attemptId: ATTEMPT,
      outcome: 'isolated',
      reason: reason('left-isolated'),
    },
    ...Object.keys(OTHER_ENDS).flatMap((outcome, at) => furtherAttempt(outcome as AttemptOutcome, at + 2)),
    ...ISOLATION,
    { kind: 'left', order: 2, generation: 4, taken: [] },
  ]);

/** What an agent writes whose grant wanted lines of logs: every form of them. */
export const makeLedgerWithLogs = (): readonly LedgerEntry[] => {
  const attemptId = asAttemptId('rollout-9-app1-1');
  const lines = [
    { text: 'Failed to start nginx.service.', at: THE_MORNING, unit: 'nginx.service', by: 'systemd' },
    { text: 'plain' },
  ];
  const logs: StepEvidence['logs'] = [
    { log: 'journal', found: 'lines', lines },
    { log: 'dpkg', found: 'nothing', lines: [] },
    { log: 'apt-term', found: 'unreadable', lines: [], detail: 'EACCES' },
    { log: 'dnf', found: 'absent', lines: [] },
    { log: 'dnf-rpm', found: 'kept', lines: [] },
  ];
  const why = reason('unit-not-active', { unit: 'nginx.service', state: 'failed' });
  return aLedger([
    { kind: 'attempt-begun', attemptId, hostPlanDigest: digestOfText('host plan 9'), generation: 9 },
    { kind: 'step-begun', attemptId, step: 'restart' },
    { kind: 'step-ended', attemptId, step: 'restart', outcome: 'failed', reason: why, evidence: { logs } },
  ]);
};

/** What an agent writes whose plan makes a restore point, whatever becomes of that. */
export const makeLedgerWithRestorePoint = (): readonly LedgerEntry[] => {
  const attemptId = asAttemptId('rollout-7-app1-1');
  const point = { id: attemptId, kind: 'lvm', volumes: ['/', '/var'], expiresAt: THE_MORNING } as const;
  const seen: EachState = {
    standing: { ...point, state: 'standing', usedPercent: 12 },
    full: { ...point, state: 'full', usedPercent: 100 },
    'boot-due': { ...point, kind: 'hook', state: 'boot-due', usedPercent: null },
    back: { ...point, kind: 'btrfs', state: 'back', usedPercent: null },
    gone: { ...point, state: 'gone', usedPercent: null },
  };
  const steps = ['restore-point', 'apply', 'verify', 'way-back', 'clean-up'] as const satisfies readonly StepKind[];
  return aLedger([
    { kind: 'attempt-begun', attemptId, hostPlanDigest: digestOfText('host plan 7'), generation: 7 },
    ...Object.values(seen).flatMap((restorePoint, at): readonly LedgerFact[] => {
      const step = steps[at] ?? 'clean-up';
      const evidence = { restorePoint, ...(at === 0 ? { restorePointsGone: [ATTEMPT] } : {}) };
      return [
        { kind: 'step-begun', attemptId, step },
        { kind: 'step-ended', attemptId, step, outcome: 'done', reason: null, evidence },
      ];
    }),
  ]);
};

export const OWN_FILE: VersionFile = {
  ...{ name: 'openssl', architecture: 'amd64', version: '3.0.15-1~deb12u1' },
  file: { sha256: digestOfText('openssl made anew'), sizeBytes: 1000 },
};

/** What an agent writes that made a package anew for its way back. */
export const makeLedgerWithRebuilt = (): readonly LedgerEntry[] => {
  const attemptId = asAttemptId('rollout-11-app1-1');
  return aLedger([
    { kind: 'attempt-begun', attemptId, hostPlanDigest: digestOfText('host plan 11'), generation: 11 },
    { kind: 'step-begun', attemptId, step: 'preflight' },
    { kind: 'step-ended', attemptId, step: 'preflight', ...done, evidence: { rebuilt: [OWN_FILE] } },
  ]);
};

/** What an agent writes whose grant wanted what its transactions left: every decision on a file, and what could not be told. */
export const makeLedgerWithTrace = (): readonly LedgerEntry[] => {
  const attemptId = asAttemptId('rollout-12-app1-1');
  const left = (['keep', 'replace', 'block'] as const).map((decision) => {
    const path = `/etc/nginx/${decision}.conf`;
    return { package: 'nginx-common', path, decision, beside: [{ path: `${path}.rpmnew`, since: THE_MORNING }] };
  });
  const problem = 'The history of the package manager cannot be asked for this transaction: no dnf.';
  return aLedger([
    { kind: 'attempt-begun', attemptId, hostPlanDigest: digestOfText('host plan 12'), generation: 12 },
    { kind: 'step-begun', attemptId, step: 'apply' },
    { kind: 'step-ended', attemptId, step: 'apply', ...done, evidence: { transaction: { history: [41, 42], left } } },
    { kind: 'step-begun', attemptId, step: 'way-back' },
    {
      ...{ kind: 'step-ended', attemptId, step: 'way-back', ...done },
      evidence: { transaction: { history: [], left: [], problem } },
    },
  ]);
};

/** What an agent writes whose plan boots a kernel. */
export const makeLedgerWithKernel = (): readonly LedgerEntry[] => {
  const attemptId = asAttemptId('rollout-9-app1-1');
  return aLedger([
    { kind: 'attempt-begun', attemptId, hostPlanDigest: digestOfText('host plan 9'), generation: 9 },
    ...(['manifest', 'reboot'] as const).flatMap((step): readonly LedgerFact[] => [
      { kind: 'step-begun', attemptId, step },
      {
        ...({ kind: 'step-ended', attemptId, step, outcome: 'done', reason: null } as const),
        evidence: { kernel: step === 'reboot' ? '6.1.0-56-cloud-amd64' : '6.1.0-50-cloud-amd64' },
      },
    ]),
  ]);
};

/** What an agent writes whose plan takes an old kernel away before the change. */
export const makeLedgerWithRoom = (): readonly LedgerEntry[] => {
  const attemptId = asAttemptId('rollout-13-app1-1');
  const gone = [{ name: 'linux-image-6.1.0-44-cloud-amd64', architecture: 'amd64', version: null }];
  return aLedger([
    { kind: 'attempt-begun', attemptId, hostPlanDigest: digestOfText('host plan 13'), generation: 13 },
    { kind: 'step-begun', attemptId, step: 'make-room' },
    { kind: 'step-ended', attemptId, step: 'make-room', ...done, evidence: { versions: gone, output: 'Removing\n' } },
  ]);
};

/** What an agent writes whose window was over before all was applied. */
export const makeLedgerWithParts = (): readonly LedgerEntry[] => {
  const attemptId = asAttemptId('rollout-11-app1-1');
  const detail = 'The next one takes about 20 s, and 5 s of the window are left for it';
  const why = reason('applied-in-part', { applied: 2, planned: 3, detail });
  return aLedger([
    { kind: 'attempt-begun', attemptId, hostPlanDigest: digestOfText('host plan 11'), generation: 11 },
    { kind: 'step-begun', attemptId, step: 'apply' },
    { kind: 'part-begun', attemptId, changes: versions.map(({ name, architecture }) => ({ name, architecture })) },
    { kind: 'step-ended', attemptId, step: 'apply', outcome: 'done', reason: why, evidence: { versions } },
    { kind: 'attempt-ended', attemptId, outcome: 'part-done', reason: why },
  ]);
};

/** What an agent writes whose plan sends guests away. */
export const makeLedgerWithGuests = (): readonly LedgerEntry[] => {
  const attemptId = asAttemptId('rollout-10-app1-1');
  const gone: EachGuest = {
    libvirt: { kind: 'libvirt', name: 'db1' },
    lxc: { kind: 'lxc', name: 'old', unit: 'lxc@old.service' },
    nspawn: { kind: 'nspawn', name: 'web1', unit: 'systemd-nspawn@web1.service' },
    hook: { kind: 'hook', name: 'app1' },
  };
  const [db1, old, web1, app1] = Object.values(gone).map(({ kind, name }) => ({ kind, name }));
  if (db1 === undefined || old === undefined || web1 === undefined || app1 === undefined)
    throw new Error('there are four of them');
  const away: readonly GuestChange[] = [
    { ...db1, before: 'running', after: 'stopped' },
    { ...old, before: 'paused', after: 'paused' },
    { ...web1, before: 'running', after: 'away' },
    { ...app1, before: 'running', after: 'stopped' },
  ];
  const back = away.map((one) => ({ ...one, before: one.after, after: one.before }));
  return aLedger([
    { kind: 'attempt-begun', attemptId, hostPlanDigest: digestOfText('host plan 10'), generation: 10 },
    { kind: 'step-begun', attemptId, step: 'guests-away' },
    { kind: 'guests-going', attemptId, guests: Object.values(gone) },
    { kind: 'step-ended', attemptId, step: 'guests-away', ...done, evidence: { guests: away } },
    { kind: 'step-begun', attemptId, step: 'guests-back' },
    { kind: 'step-ended', attemptId, step: 'guests-back', ...done, evidence: { guests: back } },
  ]);
};

type EachGuest = Readonly<Record<GoneGuest['kind'], GoneGuest>>;

type EachState = Readonly<Record<SeenRestorePoint['state'], SeenRestorePoint>>;

/** What an agent writes whose plan has checks measured and people warned, on a host with streams of modules. */
export const makeLedgerWithChecks = (): readonly LedgerEntry[] => {
  const attemptId = asAttemptId('rollout-8-app1-1');
  const packages = [
    { ...aPackage({ name: 'nodejs', version: '20.1-1.el9', architecture: 'x86_64' }), module: 'nodejs:20' },
  ];
  const streamed = manifestOf({ packages, takenAt: THE_MORNING, sha256 });
  const reading = {
    asked: 'ports as before',
    state: 'ill',
    value: '2',
    items: [{ name: 'tcp 443', count: 1, unit: 'nginx.service' }],
    detail: 'one is gone',
  } as const;
  const checks: NonNullable<StepEvidence['checks']> = [
    reading,
    { ...reading, state: 'well', judged: 'well' },
    { ...reading, state: 'unknown', judged: 'not-well' },
  ];
  return aLedger([
    { kind: 'attempt-begun', attemptId, hostPlanDigest: digestOfText('host plan 8'), generation: 8 },
    { kind: 'step-begun', attemptId, step: 'manifest' },
    { kind: 'step-ended', attemptId, step: 'manifest', ...done, evidence: { manifest: streamed, checks } },
    { kind: 'step-begun', attemptId, step: 'reboot' },
    { kind: 'reboot-asked', attemptId, people: 'told' },
  ]);
};
