import { join } from 'node:path';
import { isProcessRecord, type ProcessRecord } from '../process/index.ts';

/** What the supervisor of a host writes down, for whoever looks after it. */
export interface Supervision {
  readonly supervisor: ProcessRecord;
  /** How often it started the container: the reboots of the host, plus one. */
  readonly starts: number;
  readonly lastExit: { readonly code: number | null; readonly signal: string | null } | null;
}

export function supervisionDocument(directory: string): string {
  return join(directory, 'supervision.json');
}

export function isSupervision(value: unknown): value is Supervision {
  if (typeof value !== 'object' || value === null) return false;
  const { supervisor, starts, lastExit } = value as Record<string, unknown>;
  return isProcessRecord(supervisor) && typeof starts === 'number' && typeof lastExit === 'object';
}
