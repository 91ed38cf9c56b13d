// A failed step comes with what the host's own logs say of its time, where the controller that granted it reads that. What
// cannot be collected is told; the step's own end never depends on it.

import { withoutSecrets } from '@slipway/core/diagnosis';
import {
  type CollectedLog,
  type ExecutionConditions,
  type LedgerEntry,
  type LedgerFact,
  type LogLine,
  type NextAction,
  type StepEvidence,
  summariseAttempt,
  transactionName,
} from '@slipway/core/execution';
import type { AttemptId } from '@slipway/core/ids';
import type { Reason } from '@slipway/core/reasons';
import type { StepKind } from '@slipway/core/step';
import type { ExecutorPorts, StepResult } from './context.ts';

/** Transactions of one step have names with a number (steps/package-transaction.ts); after three a person looks. */
const TRANSACTION_NUMBERS = [1, 2, 3] as const;

/** Where the attempt stands: the step was entered, with the parts that it began, and has no end yet. */
interface Standing {
  readonly ledger: readonly LedgerEntry[];
  readonly attemptId: AttemptId;
  readonly conditions: Pick<ExecutionConditions, 'now' | 'bootId'>;
}

interface Failed {
  readonly step: StepKind;
  readonly reason: Reason | null;
  readonly evidence: StepEvidence | null;
}

export const resultWithLogs = async (
  ports: Pick<ExecutorPorts, 'failureLogs'>,
  standing: Standing,
  step: StepKind,
  result: StepResult,
): Promise<StepResult> => ({
  ...result,
  evidence: { ...result.evidence, logs: await logsOf(ports, standing, { step, ...result }) },
});

/** What the step machine gave up by itself: interrupted too often, or stopped while it was under way. */
export const factWithLogs = async (
  ports: Pick<ExecutorPorts, 'failureLogs'>,
  standing: Standing,
  { step: { kind: step }, reason }: Extract<NextAction, { kind: 'fail-step' }>,
): Promise<LedgerFact> => {
  const logs = await logsOf(ports, standing, { step, reason, evidence: null });
  return {
    kind: 'step-ended',
    attemptId: standing.attemptId,
    step,
    outcome: 'failed',
    reason,
    evidence: { logs },
  };
};

const logsOf = async (
  { failureLogs }: Pick<ExecutorPorts, 'failureLogs'>,
  { ledger, attemptId, conditions: { now, bootId } }: Standing,
  failed: Failed,
): Promise<readonly CollectedLog[]> => {
  const last = summariseAttempt(ledger, attemptId)?.steps.at(-1);
  const begun = last?.step === failed.step && last.outcome === null ? last : null;
  try {
    const logs = await failureLogs.collect({
      since: begun?.begunAt ?? now,
      boots: [...new Set([...(begun?.boots ?? []), bootId])],
      units: unitsOf(attemptId, failed, begun?.parts?.length),
    });
    return logs.map((log) => ({ ...log, lines: log.lines.map(withoutItsSecrets) }));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return [{ log: 'journal', found: 'unreadable', lines: [], detail }];
  }
};

const withoutItsSecrets = (line: LogLine): LogLine => ({ ...line, text: withoutSecrets(line.text) });

/** `part`: how many of its parts were begun, of which the last one failed. Absent: it has none. */
const unitsOf = (
  attemptId: AttemptId,
  { step, reason, evidence }: Failed,
  part: number | undefined,
): readonly string[] => {
  const named = reason?.facts['unit'];
  const down = (evidence?.units ?? []).filter(({ after }) => after !== 'active').map(({ unit }) => unit);
  const transactions =
    step === 'make-room' || step === 'apply' || step === 'way-back'
      ? TRANSACTION_NUMBERS.map((number) => `${transactionName({ purpose: step, part }, attemptId, number)}.service`)
      : [];
  return [...new Set([...(typeof named === 'string' ? [named] : []), ...down, ...transactions])];
};
