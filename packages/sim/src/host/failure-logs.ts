// What the logs of a simulated host say of the time of a failed step. Held to what the real ones do by the contract suite that
// both pass.

import type { FailureLogs, FailureToLookUp } from '@slipway/agent/ports';
import type { CollectedLog, LogName } from '@slipway/core/execution';
import type { HostCondition } from './condition.ts';

const FILES: readonly Exclude<LogName, 'journal'>[] = ['dpkg', 'apt-term', 'dnf', 'dnf-rpm'];
/** As many as the real one keeps. */
const LINES_MAX = 60;
const WARNING = 4;

export const simulatedFailureLogs = (condition: Pick<HostCondition, 'journal' | 'logs'>): FailureLogs => ({
  collect: async (failure) => [
    ...FILES.map((log) => fromFile(condition, log, failure)),
    collected('journal', fromJournal(condition, failure)),
  ],
});

const fromFile = (
  { logs }: Pick<HostCondition, 'logs'>,
  log: Exclude<LogName, 'journal'>,
  { since }: FailureToLookUp,
): CollectedLog => {
  const found = logs.get(log);
  if (found === undefined) return { log, found: 'absent', lines: [] };
  if (found === 'unreadable') return { log, found: 'unreadable', lines: [], detail: 'not permitted' };
  return collected(
    log,
    found.filter(({ at }) => at >= since).map(({ text }) => ({ text })),
  );
};

const fromJournal = (
  { journal }: Pick<HostCondition, 'journal'>,
  { since, boots, units }: FailureToLookUp,
): CollectedLog['lines'] =>
  journal
    .filter(({ at, bootId }) => at >= since && (bootId === undefined || boots.includes(bootId)))
    .filter(({ priority, unit }) => priority <= WARNING || (unit !== undefined && units.includes(unit)))
    .map(({ at, text, unit, by }) => ({
      text,
      at,
      ...(unit === undefined ? {} : { unit }),
      ...(by === undefined ? {} : { by }),
    }));

const collected = (log: LogName, lines: CollectedLog['lines']): CollectedLog => ({
  log,
  found: lines.length > 0 ? 'lines' : 'nothing',
  lines: lines.slice(-LINES_MAX),
});
