import { parseHostPlan, parsePlanHeader } from '@slipway/protocol/documents';
import type { DurableFiles, KeptPlan, PlanOfAttempt } from '../../ports/index.ts';
import { readJson } from './documents.ts';

const MODE = 0o600;

export const createFilePlanOfAttempt = (options: {
  /** In a folder that only root writes. */
  readonly path: string;
  readonly files: DurableFiles;
}): PlanOfAttempt => ({
  keep: async (plan) => await options.files.write(options.path, JSON.stringify(plan), MODE),
  kept: async () => asKeptPlan(await readJson(options.files, options.path)),
});

const asKeptPlan = (value: unknown): KeptPlan | null => {
  if (typeof value !== 'object' || value === null || !('header' in value) || !('hostPlan' in value)) return null;
  const header = parsePlanHeader(value.header);
  const hostPlan = parseHostPlan(value.hostPlan);
  if (!header.ok || !hostPlan.ok) return null;
  return {
    header: header.value,
    hostPlan: hostPlan.value,
    ...('logs' in value && value.logs === 'wanted' ? { logs: 'wanted' } : {}),
    ...('transaction' in value && value.transaction === 'wanted' ? { transaction: 'wanted' } : {}),
  };
};
