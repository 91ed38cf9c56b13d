// Reading one attempt out of a ledger.

import type { AttemptId } from '../ids/index.ts';
import { oncePerLedger } from './once.ts';
import type { AttemptSummary, LedgerEntry, StepEvent, StepRun } from './types.ts';

/** How an attempt ended, begun or turned away; `null`: it has not. */
export const attemptEnd = (ledger: readonly LedgerEntry[], attemptId: AttemptId): AttemptSummary['ended'] => {
  const ended = stepEvents(ledger).find((event) => event.attemptId === attemptId && event.kind === 'attempt-ended');
  return ended?.kind === 'attempt-ended' ? { outcome: ended.outcome, reason: ended.reason, at: ended.at } : null;
};

/** `null`: this ledger knows of no such attempt that has begun. */
export const summariseAttempt = (ledger: readonly LedgerEntry[], attemptId: AttemptId): AttemptSummary | null => {
  const events = stepEvents(ledger).filter((event) => event.attemptId === attemptId);
  const begun = events.find((event) => event.kind === 'attempt-begun');
  if (begun === undefined) return null;
  return {
    attemptId,
    hostPlanDigest: begun.hostPlanDigest,
    generation: begun.generation,
    begunAt: begun.at,
    steps: events.reduce<readonly StepRun[]>(withEvent, []),
    ended: attemptEnd(events, attemptId),
  };
};

/** The attempt that has begun and not ended: a host has one at most. */
export const openAttempt: (ledger: readonly LedgerEntry[]) => AttemptSummary | null = oncePerLedger((ledger) => {
  const last = ledger.findLast(isStepEvent);
  if (last === undefined || last.kind === 'attempt-ended') return null;
  return summariseAttempt(ledger, last.attemptId);
});

/** What the controller wants to hear: every entry about an attempt. It knows each by host and sequence. */
export const stepEvents = (entries: readonly LedgerEntry[]): readonly StepEvent[] => entries.filter(isStepEvent);

const isStepEvent = (entry: LedgerEntry): entry is StepEvent => 'attemptId' in entry;

const withEvent = (runs: readonly StepRun[], event: StepEvent): readonly StepRun[] => {
  const last = runs.at(-1);
  if (event.kind === 'reboot-asked') {
    const { at, people } = event;
    return last?.step === 'reboot' && last.outcome === null
      ? [...runs.slice(0, -1), { ...last, asked: { at, people } }]
      : runs;
  }
  if (event.kind === 'guests-going') {
    return last?.step === 'guests-away' && last.outcome === null
      ? [...runs.slice(0, -1), { ...last, guests: [...(last.guests ?? []), ...event.guests] }]
      : runs;
  }
  if (event.kind === 'part-begun') {
    const { at, bootId, changes } = event;
    return last?.step === 'apply' && last.outcome === null
      ? [...runs.slice(0, -1), { ...last, parts: [...(last.parts ?? []), { at, bootId, changes }] }]
      : runs;
  }
  if (event.kind !== 'step-begun' && event.kind !== 'step-ended') return runs;
  const open = last !== undefined && last.outcome === null && last.step === event.step ? last : null;
  const rest = open === null ? runs : runs.slice(0, -1);
  const run = open ?? { ...UNTRIED, step: event.step };
  if (event.kind === 'step-ended') {
    const { outcome, reason, evidence } = event;
    return [...rest, { ...run, endedAt: event.at, outcome, reason, evidence }];
  }
  return [
    ...rest,
    {
      ...run,
      begunAt: run.begunAt ?? event.at,
      begunInBoot: run.begunInBoot ?? event.bootId,
      entries: run.entries + 1,
      boots: run.boots.includes(event.bootId) ? run.boots : [...run.boots, event.bootId],
    },
  ];
};

const UNTRIED: Omit<StepRun, 'step'> = {
  begunAt: null,
  begunInBoot: null,
  entries: 0,
  boots: [],
  endedAt: null,
  outcome: null,
  reason: null,
  evidence: null,
};
