import type { Store } from '@slipway/controller/ports';
import { type LedgerEntry, type LedgerFact, ledgerHead, verifyLedger } from '@slipway/core/execution';
import { asAttemptId } from '@slipway/core/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import { digestOfText, sha256 } from '../../builders/index.ts';
import { aHostRecord, aLedger, hostIdOf } from '../../store-rows/index.ts';

const HOST = hostIdOf('host-1');
const attemptId = asAttemptId('attempt-1');
const FACTS: readonly LedgerFact[] = [
  { kind: 'adopted', order: 1, generation: 0, taken: [] },
  { kind: 'attempt-begun', attemptId, hostPlanDigest: digestOfText('host plan'), generation: 1 },
  { kind: 'step-begun', attemptId, step: 'apply' },
  { kind: 'step-ended', attemptId, step: 'apply', outcome: 'done', reason: null, evidence: { exitStatus: 0 } },
  { kind: 'attempt-ended', attemptId, outcome: 'done', reason: null },
];
const CHAIN = aLedger(FACTS);
/** The same history up to its third entry, which then says something else. */
const OTHER_STORY = aLedger(FACTS.with(2, { kind: 'step-begun', attemptId, step: 'verify' }));

export const ledgerContract = (open: () => Store): void => {
  describe('ledgers', () => {
    const add = (entries: readonly LedgerEntry[]) =>
      open().write((change) => change.fleet.addLedgerEntries(HOST, entries));
    const stored = (from = 1) => open().read((view) => view.fleet.ledger(HOST, from));
    const head = () => open().read((view) => view.fleet.ledgerHead(HOST));
    beforeEach(() => open().write((change) => change.fleet.addHost(aHostRecord({ hostId: HOST }))));

    it('grows entry by entry and gives them back as a chain that holds', async () => {
      expect(await head()).toBeNull();
      for (const entry of CHAIN) expect(await add([entry])).toBe('stored');
      expect(await stored()).toEqual(CHAIN);
      expect(await stored(4)).toEqual(CHAIN.slice(3));
      expect(await stored(6)).toEqual([]);
      expect(verifyLedger(await stored(), sha256).ok).toBe(true);
      const { sequence, digest } = ledgerHead(CHAIN, sha256);
      expect(await head()).toEqual({ sequence, digest });
    });

    it('passes over what it has, wherever the message begins', async () => {
      expect(await add(CHAIN.slice(0, 3))).toBe('stored');
      expect(await add(CHAIN.slice(0, 2))).toBe('stored');
      expect(await add([])).toBe('stored');
      expect(await add(CHAIN.slice(1))).toBe('stored');
      expect(await stored()).toEqual(CHAIN);
    });

    it('answers `gap` where entries are missing, and stores nothing', async () => {
      expect(await add(CHAIN.slice(1))).toBe('gap');
      expect(await stored()).toEqual([]);
      await add(CHAIN.slice(0, 2));
      expect(await add(CHAIN.slice(3))).toBe('gap');
      expect(await add([CHAIN[2]!, CHAIN[4]!])).toBe('gap');
      expect(await stored()).toEqual(CHAIN.slice(0, 2));
    });

    it('answers `differs` where the same entry now says something else, and keeps what it had', async () => {
      await add(CHAIN);
      expect(await add(OTHER_STORY.slice(2))).toBe('differs');
      expect(await add(OTHER_STORY)).toBe('differs');
      expect(await stored()).toEqual(CHAIN);
    });

    it('answers `differs` where an entry does not follow from the stored one before', async () => {
      await add(CHAIN.slice(0, 3));
      expect(await add(OTHER_STORY.slice(3))).toBe('differs');
      expect(await stored()).toEqual(CHAIN.slice(0, 3));
    });

    it('answers `differs` where the first entry follows from something', async () => {
      const [first] = CHAIN;
      expect(await add([{ ...first!, previous: digestOfText('an earlier life') }])).toBe('differs');
      expect(await head()).toBeNull();
    });

    it('forgets one, and hears another story from its beginning', async () => {
      await add(CHAIN);
      await open().write((change) => change.fleet.forgetLedger(hostIdOf('host-1')));
      expect(await stored()).toEqual([]);
      expect(await head()).toBeNull();
      expect(await add(OTHER_STORY)).toBe('stored');
      const undone = open().write(async (change) => {
        await change.fleet.forgetLedger(hostIdOf('host-1'));
        throw new Error('on purpose');
      });
      await expect(undone).rejects.toThrow('on purpose');
      expect(await stored()).toEqual(OTHER_STORY);
    });

    it("keeps hosts' ledgers apart, and throws for a host that does not exist", async () => {
      const other = hostIdOf('host-2');
      await open().write(async (change) => {
        await change.fleet.addHost(aHostRecord({ hostId: other }));
        await change.fleet.addLedgerEntries(other, OTHER_STORY);
      });
      expect(await add(CHAIN)).toBe('stored');
      expect(await open().read((view) => view.fleet.ledger(other, 1))).toEqual(OTHER_STORY);
      const nobody = open().write((change) => change.fleet.addLedgerEntries(hostIdOf('nobody'), CHAIN));
      await expect(nobody).rejects.toThrow('no host');
    });
  });
};
