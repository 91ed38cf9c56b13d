// Preflight: everything that must be so before anything is touched. The files are copied into root's own folder and
// hashed on the way, so that what was verified is what will be installed.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { PlannedStep } from '@slipway/core/step';
import { planFiles } from '../../documents/index.ts';
import { type AttemptContext, already, done, failed, type StepResult } from '../context.ts';
import { simulateRemaining } from './simulation.ts';

/** Between two looks at a held lock: unattended runs take minutes. */
const LOCK_LOOK_AGAIN_MS = 3000;
/** Unpacked files need about three times their compressed size, and dpkg keeps the old ones until the end. */
const UNPACKED_FACTOR = 6;
/** Below this free space maintainer scripts, logs and the package database itself start to fail. */
const SPARE_BYTES = 64 * 1024 * 1024;

export const preflight = async (context: AttemptContext, step: PlannedStep): Promise<StepResult> => {
  const free = await lockIsFree(context, step);
  if (!free.ok) return failed(free.reason);
  const whole = await databaseIsWhole(context);
  if (!whole.ok) return failed(whole.reason);
  const room = await diskHasRoom(context);
  if (!room.ok) return failed(room.reason);
  const staged = await context.ports.staging.stage({
    index: context.hostPlan.index,
    files: planFiles(context.hostPlan),
  });
  if (!staged.ok) return failed(staged.reason);
  const within = await simulateRemaining(context, staged.value);
  if (!within.ok) return failed(within.reason);
  return within.value.length === 0 ? already() : done();
};

/** Waits within the step's time and names the holder; never breaks a lock. */
const lockIsFree = async (context: AttemptContext, step: PlannedStep): Promise<Outcome<void>> => {
  const { clock, packages } = context.ports;
  const deadlineMs = clock.monotonicMs() + step.timeoutSeconds * 1000;
  for (;;) {
    const lock = await packages.lockHolder();
    if (lock === null) return ok(undefined);
    if (clock.monotonicMs() + LOCK_LOOK_AGAIN_MS >= deadlineMs)
      return refuse('lock-held', { holder: lock.holder, since: lock.since });
    await clock.sleep(LOCK_LOOK_AGAIN_MS);
  }
};

const databaseIsWhole = async (context: AttemptContext): Promise<Outcome<void>> => {
  const read = await context.ports.packages.readPackages();
  if (!read.ok) return read;
  const { state } = read.value.database;
  return state === 'whole' ? ok(undefined) : refuse('package-database-broken', { state });
};

const diskHasRoom = async (context: AttemptContext): Promise<Outcome<void>> => {
  const packed = planFiles(context.hostPlan).reduce((sum, { file }) => sum + file.sizeBytes, 0);
  const neededBytes = packed * UNPACKED_FACTOR + SPARE_BYTES;
  for (const path of ['/', '/var', '/usr']) {
    const free = await context.ports.system.freeSpace(path);
    if (free.bytes < neededBytes) return refuse('disk-full', { path, freeBytes: free.bytes, neededBytes });
  }
  return ok(undefined);
};
