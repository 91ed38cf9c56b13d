import { digestOfText, sha256 } from '@slipway/testkit/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ATTEMPT, aFakeHost, begin, bootId, driveToEnd } from '../../test/fake-host.ts';
import { aHostPlan, at } from '../../test/plans.ts';
import {
  adoptionOf,
  appendEntry,
  currentGeneration,
  EMPTY_LEDGER,
  headAfter,
  ledgerHead,
  openAttempt,
  stepEvents,
  summariseAttempt,
  verifyLedger,
} from './index.ts';
import type { LedgerEntry, LedgerFact } from './types.ts';

const aLedger = (facts?: readonly LedgerFact[]): readonly LedgerEntry[] => {
  if (facts !== undefined) {
    const written: LedgerEntry[] = [];
    for (const fact of facts) {
      written.push(appendEntry(ledgerHead(written, sha256), fact, { at: at(written.length), bootId: bootId(1) }));
    }
    return written;
  }
  const host = aFakeHost();
  begin(host);
  driveToEnd({ host, hostPlan: aHostPlan() });
  return host.ledger;
};

describe('the chain', () => {
  it('holds for what was appended, and its head is the last entry', () => {
    const ledger = aLedger();
    expect(verifyLedger(ledger, sha256)).toEqual({ ok: true, value: ledgerHead(ledger, sha256) });
    expect(ledgerHead(ledger, sha256)).toMatchObject({ sequence: ledger.length, generation: 1 });
    expect(verifyLedger([], sha256)).toEqual({ ok: true, value: EMPTY_LEDGER });
  });

  it('is followed piece by piece as well as at once', () => {
    const ledger = aLedger();
    fc.assert(
      fc.property(fc.nat(ledger.length), (cut) => {
        const first = verifyLedger(ledger.slice(0, cut), sha256);
        expect(first.ok && verifyLedger(ledger.slice(cut), sha256, first.value)).toEqual(verifyLedger(ledger, sha256));
      }),
    );
  });

  it('shows every gap, doubled entry, other order and changed line', () => {
    const ledger = aLedger();
    const place = fc.nat(ledger.length - 2);
    const harm = fc.oneof(
      place.map((index) => ledger.toSpliced(index, 1)),
      place.map((index) => ledger.toSpliced(index, 0, ledger[index]!)),
      place.map((index) => ledger.with(index, ledger[index + 1]!).with(index + 1, ledger[index]!)),
      place.map((index) => ledger.with(index, { ...ledger[index]!, at: at(99_999) })),
      place.map((index) => ledger.with(index, { ...ledger[index]!, bootId: bootId(99) })),
      place.map((index) => ledger.with(index, { ...ledger[index]!, previous: digestOfText('another') })),
    );
    fc.assert(
      fc.property(harm, (harmed) => {
        const judged = verifyLedger(harmed, sha256);
        expect(judged.ok ? 'accepted' : judged.reason.code).toBe('ledger-broken');
      }),
    );
  });

  it('shows a changed or missing last line by its head, which the controller holds', () => {
    const ledger = aLedger();
    const head = ledgerHead(ledger, sha256);
    const changed = ledger.with(-1, { ...ledger.at(-1)!, at: at(99_999) });
    expect(ledgerHead(changed, sha256)).not.toEqual(head);
    expect(ledgerHead(ledger.slice(0, -1), sha256)).not.toEqual(head);
  });

  it('gives the same head entry by entry', () => {
    const ledger = aLedger();
    const head = ledger.reduce((before, entry) => headAfter(before, entry, sha256), EMPTY_LEDGER);
    expect(head).toEqual(ledgerHead(ledger, sha256));
  });
});

const begun = (generation: number, id = ATTEMPT): LedgerFact => ({
  kind: 'attempt-begun',
  attemptId: id,
  hostPlanDigest: digestOfText('plan'),
  generation,
});

describe('what a ledger says', () => {
  it('generation never falls, whatever came last', () => {
    expect(currentGeneration([])).toBe(0);
    expect(currentGeneration(aLedger([begun(7), begun(3)]))).toBe(7);
    expect(currentGeneration(aLedger([{ kind: 'left', order: 2, generation: 9, taken: [] }, begun(3)]))).toBe(9);
  });

  it('adoption is the last order obeyed', () => {
    const adopted: LedgerFact = { kind: 'adopted', order: 1, generation: 0, taken: ['apt-daily-upgrade.timer'] };
    expect(adoptionOf([])).toEqual({ mode: 'observed', order: 0, taken: [] });
    expect(adoptionOf(aLedger([adopted, begun(1)]))).toEqual({ mode: 'adopted', order: 1, taken: adopted.taken });
    const left: LedgerFact = { kind: 'left', order: 2, generation: 1, taken: [] };
    expect(adoptionOf(aLedger([adopted, left]))).toEqual({ mode: 'observed', order: 2, taken: [] });
  });

  it('an attempt is open until its end is written', () => {
    const ledger = aLedger();
    expect(openAttempt([])).toBeNull();
    expect(openAttempt(ledger.slice(0, -1))?.attemptId).toBe(ATTEMPT);
    expect(openAttempt(ledger)).toBeNull();
    expect(summariseAttempt(ledger, ATTEMPT)?.ended).toMatchObject({ outcome: 'done' });
  });

  it('an interrupted step is one run with its entries and boots; a failed one tried again is two', () => {
    const step = { kind: 'step-begun', attemptId: ATTEMPT, step: 'settle' } as const;
    const end = { kind: 'step-ended', attemptId: ATTEMPT, step: 'settle', reason: null, evidence: null } as const;
    const ledger = aLedger([begun(1), step, step, { ...end, outcome: 'failed' }, step, { ...end, outcome: 'done' }]);
    expect(summariseAttempt(ledger, ATTEMPT)?.steps).toMatchObject([
      { step: 'settle', entries: 2, boots: [bootId(1)], outcome: 'failed', begunAt: at(1), endedAt: at(3) },
      { step: 'settle', entries: 1, outcome: 'done' },
    ]);
  });

  it('step events are the entries about attempts, each once and with its sequence', () => {
    const ledger = aLedger([{ kind: 'adopted', order: 1, generation: 0, taken: [] }, begun(1)]);
    expect(stepEvents(ledger).map((event) => [event.attemptId, event.sequence])).toEqual([[ATTEMPT, 2]]);
  });
});
