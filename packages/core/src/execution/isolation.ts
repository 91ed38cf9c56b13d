// Whether a host is kept from its service outside of an attempt, as its ledger tells it. From its drain on an attempt has it
// in hand: it undrains, or leaves the host for a person, and what stood before it stands no more.

import type { Digest } from '../ids/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import type { PlannedStep } from '../step/index.ts';
import type { Instant } from '../time/index.ts';
import { oncePerLedger } from './once.ts';
import type { IsolationStep, LedgerEntry } from './types.ts';

export interface HostIsolation {
  /** Highest that any line names; 0: it never had one. */
  readonly order: number;
  /** `null`: none, or an attempt has it in hand. */
  readonly standing: StandingIsolation | null;
  /** Why it serves since the last one; `null`: there was none, or an attempt has it in hand. */
  readonly ended: Reason | null;
}

export interface StandingIsolation {
  readonly hostPlanDigest: Digest;
  readonly since: Instant;
  readonly expiresAt: Instant;
  readonly reason: Reason;
  readonly runs: readonly IsolationRun[];
}

/** One try of one of its steps. */
export interface IsolationRun {
  readonly step: IsolationStep;
  readonly bootId: string;
  /** When it was begun or, once it has, ended. */
  readonly at: Instant;
  /** `null`: under way or interrupted. */
  readonly outcome: 'took' | 'failed' | null;
  /** Why it failed. */
  readonly reason: Reason | null;
  /** Of an `undrain`: why the host serves again. */
  readonly wish: Reason | null;
}

/** What a check-in says of it. `between`: neither is proven. */
export interface IsolationState {
  readonly order: number;
  readonly state: 'isolated' | 'serving' | 'between';
  readonly reason: Reason | null;
}

export const isolationOf: (ledger: readonly LedgerEntry[]) => HostIsolation = oncePerLedger((ledger) =>
  ledger.reduce<HostIsolation>(withEntry, { order: 0, standing: null, ended: null }),
);

const withEntry = (before: HostIsolation, entry: LedgerEntry): HostIsolation => {
  const { standing } = before;
  switch (entry.kind) {
    case 'isolation-begun': {
      const { hostPlanDigest, expiresAt, reason: why } = entry;
      const renewed = { since: standing?.since ?? entry.at, runs: standing?.runs ?? [] };
      return { ...ordered(before, entry.order), standing: { hostPlanDigest, expiresAt, reason: why, ...renewed } };
    }
    case 'isolation-step-begun':
    case 'isolation-step-ended': {
      const after = ordered(before, entry.order);
      return standing === null ? after : { ...after, standing: { ...standing, runs: runsWith(standing.runs, entry) } };
    }
    case 'isolation-ended':
      return { ...ordered(before, entry.order), standing: null, ended: entry.reason };
    case 'step-begun':
      return entry.step === 'drain' || entry.step === 'undrain' ? inHand(before) : before;
    case 'attempt-ended':
      return entry.outcome === 'isolated' ? inHand(before) : before;
    default:
      return before;
  }
};

const ordered = (before: HostIsolation, order: number): HostIsolation => ({
  ...before,
  order: Math.max(before.order, order),
});

const inHand = (before: HostIsolation): HostIsolation => ({ ...before, standing: null, ended: null });

type StepEntry = Extract<LedgerEntry, { readonly kind: 'isolation-step-begun' | 'isolation-step-ended' }>;

const runsWith = (runs: readonly IsolationRun[], entry: StepEntry): readonly IsolationRun[] => {
  const last = runs.at(-1);
  const open = last !== undefined && last.outcome === null && last.step === entry.step ? last : null;
  const rest = open === null ? runs : runs.slice(0, -1);
  const { step, bootId, at } = entry;
  if (entry.kind === 'isolation-step-begun') {
    return [...rest, { step, bootId, at, outcome: null, reason: null, wish: open?.wish ?? entry.reason }];
  }
  const outcome = entry.outcome === 'failed' ? 'failed' : 'took';
  return [
    ...rest,
    { step, bootId: open?.bootId ?? bootId, at, outcome, reason: entry.reason, wish: open?.wish ?? null },
  ];
};

/** It has turned back towards its service: only when it is there may it be isolated anew. */
export const isTurned = ({ runs }: StandingIsolation): boolean => runs.some(({ step }) => step === 'undrain');

/** Drained, and nothing since that might have put the service up: an undrain, or another boot. */
export const isIsolatedIn = ({ runs }: StandingIsolation, bootId: string): boolean => {
  const last = runs.at(-1);
  return last?.step === 'drain' && last.outcome === 'took' && last.bootId === bootId;
};

export const isolationState = (ledger: readonly LedgerEntry[], bootId: string): IsolationState => {
  const { order, standing, ended } = isolationOf(ledger);
  if (standing === null) return { order, state: 'serving', reason: ended };
  if (isIsolatedIn(standing, bootId)) return { order, state: 'isolated', reason: standing.reason };
  return {
    order,
    state: 'between',
    reason: standing.runs.findLast(({ outcome }) => outcome === 'failed')?.reason ?? null,
  };
};

/** What an attempt need not do again: the cluster was asked and the host drained, in this boot. */
export const alreadyIsolated = (
  ledger: readonly LedgerEntry[],
  { kind }: Pick<PlannedStep, 'kind'>,
  bootId: string,
): { readonly outcome: 'already'; readonly reason: Reason; readonly evidence: null } | null => {
  if (kind !== 'ask-cluster' && kind !== 'drain') return null;
  const { standing } = isolationOf(ledger);
  if (standing === null || !isIsolatedIn(standing, bootId)) return null;
  return { outcome: 'already', reason: reason('isolated-before', { since: standing.since }), evidence: null };
};
