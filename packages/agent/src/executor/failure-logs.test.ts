import type { CollectedLog, LedgerEntry } from '@slipway/core/execution';
import { asAttemptId } from '@slipway/core/ids';
import { reason } from '@slipway/core/reasons';
import type { PlannedStep } from '@slipway/core/step';
import { asInstant } from '@slipway/core/time';
import { digestOfText } from '@slipway/testkit/builders';
import { aLedger } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { FailureLogs, FailureToLookUp } from '../ports/index.ts';
import { failed } from './context.ts';
import { factWithLogs, resultWithLogs } from './failure-logs.ts';

const ATTEMPT = asAttemptId('attempt-1');
const NOW = asInstant('2026-03-10T20:00:00.000Z');
const BEGUN = {
  kind: 'attempt-begun',
  attemptId: ATTEMPT,
  hostPlanDigest: digestOfText('plan'),
  generation: 1,
} as const;
const WHY = reason('unit-not-active', { unit: 'app.service', state: 'failed' });

const listening = (answer: () => Promise<readonly CollectedLog[]>) => {
  const asked: FailureToLookUp[] = [];
  const failureLogs: FailureLogs = {
    collect: async (failure) => {
      asked.push(failure);
      return await answer();
    },
  };
  return { asked, ports: { failureLogs } };
};
const standing = (ledger: readonly LedgerEntry[]) => ({
  ledger,
  attemptId: ATTEMPT,
  conditions: { now: NOW, bootId: 'boot-now' },
});
const silent = listening(async () => []);

describe('a failed step', () => {
  it('comes with what its logs say, secrets taken out, and keeps what it found itself', async () => {
    const { ports } = listening(async () => [
      { log: 'journal', found: 'lines', lines: [{ text: 'login with password=hunter2 failed', by: 'app' }] },
    ]);
    const units = [{ unit: 'app.service', before: 'active', after: 'failed' }];
    const told = await resultWithLogs(ports, standing(aLedger([BEGUN])), 'restart', failed(WHY, { units }));
    expect(told).toEqual({
      outcome: 'failed',
      reason: WHY,
      evidence: {
        units,
        logs: [{ log: 'journal', found: 'lines', lines: [{ text: 'login with password=*** failed', by: 'app' }] }],
      },
    });
  });

  it('fails as it did where nobody can look', async () => {
    const { ports } = listening(async () => {
      throw new Error('no memory');
    });
    const told = await resultWithLogs(ports, standing(aLedger([BEGUN])), 'apply', failed(WHY));
    expect(told).toMatchObject({
      outcome: 'failed',
      reason: WHY,
      evidence: { logs: [{ log: 'journal', found: 'unreadable', detail: 'no memory' }] },
    });
  });

  it('is looked up from its beginning, in each boot that it was in, by the units that it is about', async () => {
    const { asked, ports } = listening(async () => []);
    const begun = { kind: 'step-begun', attemptId: ATTEMPT, step: 'apply' } as const;
    const ledger = aLedger([BEGUN, begun]);
    await resultWithLogs(ports, standing(ledger), 'apply', failed(WHY));
    const entry = ledger.at(-1);
    expect(asked).toEqual([
      {
        since: entry?.at,
        boots: [entry?.bootId, 'boot-now'],
        units: ['app.service', ...[1, 2, 3].map((at) => `slipway-apply-attempt-1-${at}.service`)],
      },
    ]);
  });

  it('is looked up in the part that it failed in', async () => {
    const { asked, ports } = listening(async () => []);
    const begun = { kind: 'step-begun', attemptId: ATTEMPT, step: 'apply' } as const;
    const part = {
      kind: 'part-begun',
      attemptId: ATTEMPT,
      changes: [{ name: 'curl', architecture: 'amd64' }],
    } as const;
    await resultWithLogs(ports, standing(aLedger([BEGUN, begun, part, part])), 'apply', failed(WHY));
    expect(asked[0]?.units).toContain('slipway-apply-attempt-1-part2-1.service');
  });

  it('that the step machine gave up is told with them, too', async () => {
    const step: PlannedStep = { kind: 'apply', run: { how: 'built-in' }, timeoutSeconds: 60 };
    const why = reason('step-interrupted-often', { step: 'apply', count: 3 });
    const fact = await factWithLogs(silent.ports, standing(aLedger([BEGUN])), { kind: 'fail-step', step, reason: why });
    expect(fact).toEqual({
      ...{ kind: 'step-ended', attemptId: ATTEMPT, step: 'apply', outcome: 'failed', reason: why },
      evidence: { logs: [] },
    });
  });
});
