// What stands of restore points on this host, and taking away what is over: in steps, and between attempts by a timer.

import type { AttemptId } from '@slipway/core/ids';
import { type Outcome, ok, type Reason } from '@slipway/core/reasons';
import type { RestorePoint, SeenRestorePoint } from '@slipway/core/restore-point';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { RestorePointLook, RestorePointRecord } from '../ports/index.ts';
import type { ExecutorPorts } from './context.ts';

type Ports = Pick<ExecutorPorts, 'clock' | 'restorePoints' | 'restorePointRecords'>;

export const recordOf = (id: AttemptId, point: RestorePoint, madeAt: Instant): RestorePointRecord => ({
  id,
  point,
  madeAt,
  expiresAt: addSeconds(madeAt, point.keepHours * 3600),
});

export const seenAs = (
  { id, point, expiresAt }: RestorePointRecord,
  { state, usedPercent }: RestorePointLook,
): SeenRestorePoint => ({ id, kind: point.kind, volumes: point.volumes, state, usedPercent, expiresAt });

/** Those that went, and why the first of the others did not. */
export interface Tidied {
  readonly gone: readonly AttemptId[];
  readonly left: Reason | null;
}

/** Takes away what has expired, and the oldest of more than `keepMax` (absent: as many as there are); never that of `spare`. */
export const tidyRestorePoints = async (
  ports: Ports,
  { keepMax = Number.POSITIVE_INFINITY, spare }: { readonly keepMax?: number; readonly spare?: AttemptId } = {},
): Promise<Outcome<Tidied>> => {
  const read = await ports.restorePointRecords.all();
  if (!read.ok) return read;
  const gone: AttemptId[] = [];
  let left: Reason | null = null;
  const records = read.value.filter(({ id }) => id !== spare);
  for (const record of tooMany(records, { now: ports.clock.now(), keepMax })) {
    const removed = await forgetRestorePoint(ports, record);
    if (removed.ok) gone.push(record.id);
    else left ??= removed.reason;
  }
  return ok({ gone, left });
};

const tooMany = (
  records: readonly RestorePointRecord[],
  { now, keepMax }: { readonly now: Instant; readonly keepMax: number },
): readonly RestorePointRecord[] => {
  const oldestFirst = records.toSorted((a, b) => (a.madeAt < b.madeAt ? -1 : 1));
  const standing = oldestFirst.filter(({ expiresAt }) => now < expiresAt);
  return oldestFirst.filter((one) => now >= one.expiresAt || standing.indexOf(one) < standing.length - keepMax);
};

/** It goes first, and then the record of it: what is cut in between is found again, and gone already. */
export const forgetRestorePoint = async (ports: Ports, { id, point }: RestorePointRecord): Promise<Outcome<void>> => {
  const removed = await ports.restorePoints.remove(point, id);
  if (!removed.ok) return removed;
  const read = await ports.restorePointRecords.all();
  if (!read.ok) return read;
  await ports.restorePointRecords.keep(read.value.filter((one) => one.id !== id));
  return ok(undefined);
};
