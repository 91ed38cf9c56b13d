// Rollouts in every state with hosts in every phase, and what stands around them: gates, grants, checklists, readings.

import type { StoredGrant, StoreView, WantedReading } from '@slipway/controller/ports';
import type { ChecklistLook, ItemState } from '@slipway/core/checklist';
import type { Found } from '@slipway/core/gates';
import { asAttemptId, asRolloutId } from '@slipway/core/ids';
import type { Reading, ReadingSubject, WholeHost } from '@slipway/core/reading';
import { reason } from '@slipway/core/reasons';
import type { HostPhase, Rollout, RolloutHost, RolloutState } from '@slipway/core/rollout';
import { addMs } from '@slipway/core/time';
import { digestOfText, THE_MORNING } from '../../../builders/index.ts';
import {
  aGateReading,
  aGrant,
  aLease,
  aPlanChecklist,
  aRollout,
  aWantedReading,
  hostIdOf,
} from '../../../store-rows/index.ts';
import type { EachKind, Whole } from '../../whole.ts';
import { HOST } from './fleet.ts';
import { CHECKLIST_ITEMS } from './policy.ts';

const later = addMs(THE_MORNING, 60_000);
const why = reason('host-stopped');
const ROLLOUT = asRolloutId('rollout-gates');

/** `part-done` came after the database of this version was made. */
const PHASES: { readonly [Phase in Exclude<HostPhase, 'part-done'>]: true } = {
  waiting: true,
  granted: true,
  away: true,
  done: true,
  'gone-back': true,
  failed: true,
  'not-begun': true,
  lost: true,
  excused: true,
};
const HOSTS: readonly Whole<RolloutHost>[] = Object.keys(PHASES).map((phase) => ({
  hostId: hostIdOf(`in-${phase}`),
  wave: 0,
  phase: phase as HostPhase,
  since: THE_MORNING,
  attemptId: asAttemptId(`attempt-${phase}`),
  reason: why,
  step: 'apply',
  missing: {
    occurrenceId: 'weekly-2026-11-24',
    lastStartAt: THE_MORNING,
    endsAt: later,
    since: THE_MORNING,
    reason: why,
    missedAt: later,
  },
  stillSo: { state: 'not-well', at: later, reason: why },
}));

const FOUND: { readonly [State in Found['state']]: true } = { open: true, closed: true, unreadable: true };
const PASSED_ON = Object.keys(FOUND).map((state) => ({
  name: `gate-${state}`,
  state: state as Found['state'],
  found: 'as found',
  at: THE_MORNING,
}));

const aWholeRollout: Whole<Rollout> = {
  ...aRollout({ rolloutId: 'whole' }),
  reason: why,
  acceptedFailures: [HOST],
  lastWave: 'gated',
  afterSoak: 'asked',
  hosts: HOSTS,
  waves: [{ settledAt: THE_MORNING, passedAt: later, goOnBy: 'ada', passedOn: PASSED_ON }],
};
/** Whether it has ended. */
const STATES: { readonly [State in RolloutState]: boolean } = {
  running: false,
  paused: false,
  stopped: false,
  aborting: false,
  aborted: true,
  completed: true,
  failed: true,
};

const GRANTS: { readonly [State in StoredGrant['state']]: true } = { standing: true, withdrawn: true, ended: true };

const SUBJECTS: EachKind<ReadingSubject> = {
  'plug-in': { kind: 'plug-in', plugIn: 'check_backup', parameters: { job: 'daily' } },
  'file-age': { kind: 'file-age', path: '/var/backups/db.dump' },
  'unit-active': { kind: 'unit-active', unit: 'nginx.service' },
  checks: { kind: 'checks', hostPlanDigest: digestOfText('host plan') },
  'whole-host': { kind: 'whole-host', askedAt: THE_MORNING, believes: digestOfText('versions') },
  output: { kind: 'output', attemptId: asAttemptId('attempt-1') },
};
const READING_STATES: { readonly [State in Reading['state']]: true } = {
  ok: true,
  warning: true,
  critical: true,
  unknown: true,
};
const CHECKS = (['well', 'ill', 'unknown'] as const).flatMap((state) =>
  (['well', 'ill-before', 'not-well'] as const).map((judged) => ({
    asked: 'tcp é port 1 answers',
    state,
    judged,
    detail: 'é',
  })),
);
const WHOLE_HOST: Whole<WholeHost> = {
  ...{ packages: 1, versionsDigest: digestOfText('versions'), notWholeInAll: 1, differingInAll: 1 },
  versions: [{ name: 'bash', architecture: 'amd64', version: '5' }],
  notWhole: [{ package: 'tzdata', state: 'unpacked' }],
  differing: [{ package: 'bash', path: '/bin/bash', how: 'differs' }],
};
const READINGS: readonly Whole<WantedReading>[] = Object.values(SUBJECTS).flatMap((subject) =>
  Object.keys(READING_STATES).map((state) => ({
    hostId: HOST,
    readingId: digestOfText(`${subject.kind} ${state}`),
    subject,
    wantedUntil: later,
    taken: {
      reading: {
        state: state as Reading['state'],
        text: 'é',
        takenAt: THE_MORNING,
        exit: 1,
        modifiedAt: THE_MORNING,
        checks: CHECKS,
        wholeHost: WHOLE_HOST,
        output: { transaction: 'slipway-apply-attempt-1-1', bytes: 8192, text: 'Setting up é ...\n' },
      },
      receivedAt: THE_MORNING,
    },
  })),
);
const UNTAKEN = aWantedReading({ hostId: HOST, taken: null });

const CHECKLIST = aPlanChecklist({
  changedAt: THE_MORNING,
  items: CHECKLIST_ITEMS,
  withoutWayBack: [HOST],
  withoutRestorePoint: [HOST],
  until: later,
});
const ITEM_STATES: { readonly [State in ItemState]: true } = { green: true, blocking: true, unknown: true };
const LOOK: ChecklistLook = {
  at: THE_MORNING,
  rolloutId: ROLLOUT,
  items: CHECKLIST_ITEMS.flatMap(({ name, kind }) =>
    Object.keys(ITEM_STATES).map((state) => ({
      name,
      kind,
      state: state as ItemState,
      reason: state === 'green' ? null : why,
      evidenceAt: state === 'unknown' ? null : THE_MORNING,
    })),
  ),
};

export const fillRollouts = async ({ rollouts, readings, checklists }: StoreView): Promise<void> => {
  for (const [state, ended] of Object.entries(STATES)) {
    await rollouts.addRollout({
      ...(state === 'stopped' ? aWholeRollout : aRollout({ rolloutId: 'any' })),
      rolloutId: asRolloutId(`rollout-${state}`),
      state: state as RolloutState,
      endedAt: ended ? later : null,
    });
  }
  for (const [at, { name, state }] of PASSED_ON.entries()) {
    await rollouts.putGateReading(ROLLOUT, aGateReading({ wave: at, name, state, toldAt: later }));
  }
  await rollouts.putGateReading(ROLLOUT, aGateReading());
  for (const state of Object.keys(GRANTS) as StoredGrant['state'][]) {
    await rollouts.putGrant(aGrant(HOST, `attempt-of-${state}`, { state }));
  }
  const guest = { hostId: hostIdOf('db1'), hostname: 'db1', environment: 'prod', group: '1', clusters: ['db'] };
  await rollouts.putLease(
    aLease(HOST, 'attempt-of-standing', {
      ...{ group: null, clusters: ['app', 'db'] },
      guests: { carrier: 'kvm1', meanwhile: 'down', hosts: [{ ...guest, isPlanned: true }] },
    }),
  );
  const claim = await rollouts.claim('planning', 'controller-1', THE_MORNING, later);
  if (claim !== null) await rollouts.releaseClaim(claim);
  for (const reading of [...READINGS, UNTAKEN]) await readings.putReading(reading);
  await checklists.addChecklist(CHECKLIST);
  await checklists.saveLook(CHECKLIST.planDigest, LOOK);
  await checklists.addChecklist(aPlanChecklist({ planDigest: digestOfText('another plan'), until: later }));
};

export const readRollouts = async ({ rollouts, readings, checklists }: StoreView): Promise<object> => ({
  openWith: (await rollouts.openRolloutsWith(hostIdOf('in-waiting'))).map(({ value }) => value.rolloutId),
  rolloutsOf: (await rollouts.rolloutsOf(aWholeRollout.planDigest)).map(({ rolloutId }) => rolloutId),
  gateReadings: await rollouts.gateReadings(ROLLOUT),
  readings: await readings.readingsOn(HOST),
  readingsAs: await readings.readingsAs(UNTAKEN.readingId),
  reading: await readings.reading(HOST, UNTAKEN.readingId),
  checklist: await checklists.checklist(CHECKLIST.planDigest),
  openChecklists: await checklists.openChecklists(THE_MORNING),
});
