// Tidying up between attempts: restore points end when policy said so, also on a host that gets no further attempt.

import { openAttempt, stepEvents, summariseAttempt } from '@slipway/core/execution';
import { type Outcome, ok } from '@slipway/core/reasons';
import type { ExecutorPorts } from './context.ts';
import { type Tidied, tidyRestorePoints } from './restore-points.ts';

type TidyPorts = Pick<ExecutorPorts, 'clock' | 'ledger' | 'restorePoints' | 'restorePointRecords' | 'system'>;

const NOTHING: Tidied = { gone: [], left: null };

/**
 * Nothing goes while an attempt is open, which may need its own, or under root's stop file. That of a host whose newest attempt ended
 * isolated stays until its next one: a person still has to look, and may want to go back.
 */
export const runTidy = async (ports: TidyPorts): Promise<Outcome<Tidied>> => {
  const broken = await ports.ledger.broken();
  // Whether an attempt is open cannot be told.
  if (broken !== null) return { ok: false, reason: broken.reason };
  if (await ports.system.stopped()) return ok(NOTHING);
  const ledger = await ports.ledger.read();
  if (openAttempt(ledger) !== null) return ok(NOTHING);
  const newest = stepEvents(ledger).findLast(({ kind }) => kind === 'attempt-begun')?.attemptId;
  const ended = newest === undefined ? null : (summariseAttempt(ledger, newest)?.ended ?? null);
  return await tidyRestorePoints(ports, ended?.outcome === 'isolated' && newest !== undefined ? { spare: newest } : {});
};
