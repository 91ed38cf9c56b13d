// Restore point: made after the host has left its service and before anything is changed, and looked into. Where it cannot be
// made, or the host could not boot from it, nothing is changed.

import { isKernelPackage } from '@slipway/core/patch-set';
import { type Outcome, ok, type Reason, reason, refuse } from '@slipway/core/reasons';
import type { SeenRestorePoint } from '@slipway/core/restore-point';
import type { RestorePointRecord } from '../../ports/index.ts';
import { type AttemptContext, done, failed, type StepResult } from '../context.ts';
import { forgetRestorePoint, recordOf, seenAs, tidyRestorePoints } from '../restore-points.ts';

/** The reporter asks every second or two during an attempt; a busy controller takes longer. */
const CONTACT_SECONDS_MAX = 60;
const CONTACT_LOOK_MS = 500;

export const restorePoint = async (context: AttemptContext): Promise<StepResult> => {
  const { attemptId, hostPlan, ports } = context;
  const { restorePoint: point, transaction } = hostPlan;
  if (point === undefined) return failed(reason('step-failed', { step: 'restore-point' }));
  if (begunInAnotherBoot(context)) return failed(reason('restore-point-interrupted'));
  const tidied = await tidyRestorePoints(ports, { keepMax: point.keepMax - 1 });
  if (!tidied.ok) return failed(tidied.reason);
  const { gone, left } = tidied.value;
  // More than policy lets stand would be kept.
  if (left !== null) return failed(left);
  const record = await recorded(context, recordOf(attemptId, point, ports.clock.now()));
  if (!record.ok) return failed(record.reason);
  const changesKernel = transaction.some(({ name }) => isKernelPackage(name));
  const made = await ports.restorePoints.make(point, { id: attemptId, changesKernel });
  if (!made.ok) return await withdrawn(context, record.value, made.reason);
  const told = made.value.holdsLedger ? await controllerStillThere(context) : ok(undefined);
  if (!told.ok) return await withdrawn(context, record.value, told.reason);
  return done({
    restorePoint: seenAs(record.value, made.value),
    ...(gone.length === 0 ? {} : { restorePointsGone: gone }),
  });
};

/**
 * Whoever enters this step again after a boot cannot tell whether the host was cut or put back by somebody: in either case the
 * way on would be to install once more what may just have been taken away.
 */
const begunInAnotherBoot = ({ attempt, conditions }: AttemptContext): boolean => {
  const open = attempt.steps.at(-1);
  return open?.step === 'restore-point' && open.outcome === null && open.begunInBoot !== conditions.bootId;
};

/** Before it is made, so that none ever stands of which nobody knows; after a kill as it was. */
const recorded = async (
  { ports }: AttemptContext,
  record: RestorePointRecord,
): Promise<Outcome<RestorePointRecord>> => {
  const read = await ports.restorePointRecords.all();
  if (!read.ok) return read;
  const known = read.value.find(({ id }) => id === record.id);
  if (known !== undefined) return ok(known);
  await ports.restorePointRecords.keep([...read.value, record]);
  return ok(record);
};

/** Half of one is of no use; what cannot be taken away stays on the list, and is tried again once it has expired. */
const withdrawn = async ({ ports }: AttemptContext, record: RestorePointRecord, why: Reason): Promise<StepResult> => {
  await forgetRestorePoint(ports, record);
  return failed(why);
};

/**
 * A restore point that holds the ledger may be gone back to by others, at any time, and the host then goes on from here. A
 * controller that has seen more of the ledger says so at its next answer, so that one is waited for.
 */
const controllerStillThere = async ({ ports }: AttemptContext): Promise<Outcome<void>> => {
  const { clock, inbox } = ports;
  const since = clock.now();
  const untilMs = clock.monotonicMs() + CONTACT_SECONDS_MAX * 1000;
  while (clock.monotonicMs() < untilMs) {
    const heard = await inbox.contactAt();
    if (heard !== null && heard > since) return ok(undefined);
    await clock.sleep(CONTACT_LOOK_MS);
  }
  return refuse('restore-point-no-contact');
};

export interface WatchedRestorePoint {
  readonly seen: SeenRestorePoint;
  /** Why it leads back no more; `null`: it does. */
  readonly against: Reason | null;
}

/** What became of it by now; `null`: none was made, or nobody can tell. */
export const watchedRestorePoint = async ({
  attemptId,
  ports,
}: AttemptContext): Promise<WatchedRestorePoint | null> => {
  const read = await ports.restorePointRecords.all();
  const record = read.ok ? read.value.find(({ id }) => id === attemptId) : undefined;
  if (record === undefined) return null;
  const looked = await ports.restorePoints.look(record.point, attemptId);
  if (!looked.ok) return null;
  return { seen: seenAs(record, looked.value), against: leadsNowhere(record, looked.value.state) };
};

/** After a step that may have filled it: its state goes with the evidence, and that it is full is told where nothing else is. */
export const withRestorePoint = async (context: AttemptContext, result: StepResult): Promise<StepResult> => {
  if (context.hostPlan.restorePoint === undefined || context.direction === 'back') return result;
  const watched = await watchedRestorePoint(context);
  if (watched === null) return result;
  const { seen, against } = watched;
  return { ...result, reason: result.reason ?? against, evidence: { ...result.evidence, restorePoint: seen } };
};

const leadsNowhere = ({ point }: RestorePointRecord, state: SeenRestorePoint['state']): Reason | null => {
  const volumes = point.volumes.join(' and ');
  if (state === 'full') return reason('restore-point-full', { volumes });
  return state === 'gone' ? reason('restore-point-gone', { volumes }) : null;
};
