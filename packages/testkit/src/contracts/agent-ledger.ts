import type { Ledger } from '@slipway/agent/ports';
import { EMPTY_LEDGER, type LedgerEntry, type LedgerFact, ledgerHead, verifyLedger } from '@slipway/core/execution';
import { asAttemptId, asDigest } from '@slipway/core/ids';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../builders/index.ts';

/** One empty ledger, and the same again as a program finds it that starts anew. */
export interface LedgerUnderTest {
  readonly ledger: Ledger;
  readonly reopen: () => Promise<Ledger>;
  readonly dispose: () => Promise<void>;
}

const ATTEMPT = asAttemptId('attempt-1');
const FACTS: readonly LedgerFact[] = [
  { kind: 'adopted', order: 1, generation: 3, taken: ['unit:apt-daily-upgrade.timer:enabled:active'] },
  { kind: 'attempt-begun', attemptId: ATTEMPT, hostPlanDigest: asDigest(`sha256:${'a'.repeat(64)}`), generation: 4 },
  { kind: 'step-begun', attemptId: ATTEMPT, step: 'apply' },
  {
    kind: 'step-ended',
    attemptId: ATTEMPT,
    step: 'apply',
    outcome: 'failed',
    reason: { code: 'apply-failed', facts: { status: 100, detail: 'E: a "quoted"\nsecond line, \u2028 and ü' } },
    evidence: { output: 'line\r\nline\n', exitStatus: 100 },
  },
  { kind: 'attempt-ended', attemptId: ATTEMPT, outcome: 'isolated', reason: null },
];

export const describeLedger = (name: string, create: () => Promise<LedgerUnderTest>): void => {
  const using = async (test: (under: LedgerUnderTest) => Promise<void>): Promise<void> => {
    const under = await create();
    try {
      await test(under);
    } finally {
      await under.dispose();
    }
  };
  describe(`${name} is a ledger`, () => {
    it('is empty at first', async () =>
      await using(async ({ ledger }) => {
        expect(await ledger.read()).toEqual([]);
        expect(await ledger.broken()).toBeNull();
      }));

    it('answers with the entry that it has written, and reads all of them in order', async () =>
      await using(async ({ ledger }) => {
        const written: LedgerEntry[] = [];
        for (const fact of FACTS) written.push(await ledger.append(fact));
        expect(written.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
        expect(written).toMatchObject(FACTS);
        expect(await ledger.read()).toEqual(written);
        expect(await ledger.broken()).toBeNull();
      }));

    it('chains every entry to the one before', async () =>
      await using(async ({ ledger }) => {
        for (const fact of FACTS) await ledger.append(fact);
        const entries = await ledger.read();
        expect(entries[0]?.previous).toBe(EMPTY_LEDGER.digest);
        expect(verifyLedger(entries, sha256)).toEqual({ ok: true, value: ledgerHead(entries, sha256) });
      }));

    it('goes on where another program stopped', async () =>
      await using(async ({ ledger, reopen }) => {
        for (const fact of FACTS.slice(0, 2)) await ledger.append(fact);
        const again = await reopen();
        for (const fact of FACTS.slice(2)) await again.append(fact);
        expect(await (await reopen()).read()).toMatchObject(FACTS);
        expect(verifyLedger(await (await reopen()).read(), sha256).ok).toBe(true);
      }));

    it('shows a reader that was there before what was written since', async () =>
      await using(async ({ ledger, reopen }) => {
        const reader = await reopen();
        expect(await reader.read()).toEqual([]);
        await ledger.append(FACTS[0]!);
        expect(await reader.read()).toMatchObject([FACTS[0]!]);
        await ledger.append(FACTS[1]!);
        expect(await reader.read()).toMatchObject(FACTS.slice(0, 2));
      }));

    it('never changes what it has handed out', async () =>
      await using(async ({ ledger }) => {
        await ledger.append(FACTS[0]!);
        const before = await ledger.read();
        await ledger.append(FACTS[1]!);
        expect(before).toHaveLength(1);
      }));
  });
};
