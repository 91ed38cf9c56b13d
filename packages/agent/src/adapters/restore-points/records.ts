// Root's list of restore points, a file beside the ledger.

import { isIdentifier } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { isInstant } from '@slipway/core/time';
import { parseRestorePoint } from '@slipway/protocol/documents';
import type { DurableFiles, RestorePointRecord, RestorePointRecords } from '../../ports/index.ts';

const MODE = 0o600;
/** Some hundred bytes each, and there are ten at most that anybody wanted. */
const BYTES_MAX = 1024 * 1024;

export const createRestorePointRecords = (options: {
  readonly path: string;
  readonly files: DurableFiles;
}): RestorePointRecords => ({
  all: async () => {
    const bytes = await options.files.read(options.path, BYTES_MAX);
    return bytes === null ? ok([]) : recordsIn(new TextDecoder().decode(bytes), options.path);
  },
  keep: async (records) => await options.files.write(options.path, JSON.stringify(records), MODE),
});

const recordsIn = (text: string, path: string): Outcome<readonly RestorePointRecord[]> => {
  const unreadable = refuse('restore-point-failed', { what: 'counted', detail: `${path} cannot be read` });
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(isRecord) ? ok(value) : unreadable;
  } catch {
    return unreadable;
  }
};

const isRecord = (value: unknown): value is RestorePointRecord => {
  if (typeof value !== 'object' || value === null) return false;
  const { id, point, madeAt, expiresAt } = value as Partial<Record<keyof RestorePointRecord, unknown>>;
  const isTime = (one: unknown): boolean => typeof one === 'string' && isInstant(one);
  return (
    typeof id === 'string' && isIdentifier(id) && isTime(madeAt) && isTime(expiresAt) && parseRestorePoint(point).ok
  );
};
