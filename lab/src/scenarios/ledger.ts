import { basename, dirname } from 'node:path';
import type { LedgerEntry } from '@slipway/core/execution';
import { execOk, type LabHost, readFileIn } from '../host/index.ts';

const LEDGER = '/var/lib/slipway/executor/ledger.jsonl';
const QUESTION_TIMEOUT_MS = 30_000;

/** The host's own ledger, past agent and controller. */
export async function ledgerOf(host: LabHost): Promise<readonly LedgerEntry[]> {
  // find, not cat alone: a host that has never begun has no ledger yet, and that is an answer.
  const found = await execOk(host, ['find', dirname(LEDGER), '-name', basename(LEDGER)], {
    timeoutMs: QUESTION_TIMEOUT_MS,
  });
  const text = found.trim() === '' ? '' : await readFileIn(host, LEDGER);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LedgerEntry);
}

/** Steps that ended more than once in one attempt, and attempts that ended more than once: none, if nothing was repeated. */
export function repeated(ledger: readonly LedgerEntry[]): readonly string[] {
  const ends = ledger.flatMap((entry) => {
    if (entry.kind === 'step-ended' && entry.outcome !== 'skipped') return [`${entry.attemptId} ${entry.step}`];
    return entry.kind === 'attempt-ended' ? [`${entry.attemptId} itself`] : [];
  });
  return ends.filter((name, index) => ends.indexOf(name) !== index);
}

export function outcomeOf(ledger: readonly LedgerEntry[]): string | null {
  const end = ledger.findLast((entry) => entry.kind === 'attempt-ended');
  return end?.kind === 'attempt-ended' ? end.outcome : null;
}

/** How the last attempt ended, for a claim that fails: `isolated apply-failed (…); apply failed …`. */
export function ending(ledger: readonly LedgerEntry[]): string {
  const failures = ledger.flatMap((entry) =>
    entry.kind === 'step-ended' && entry.outcome === 'failed'
      ? [`${entry.step} failed: ${JSON.stringify(entry.reason)} ${entry.evidence?.output?.slice(-1500) ?? ''}`]
      : [],
  );
  return [outcomeOf(ledger) ?? 'not ended', ...failures].join('; ');
}
