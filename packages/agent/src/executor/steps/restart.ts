// Restart: what still runs old code, found from the processes themselves; each unit once, after the whole transaction.

import type { StaleProcess } from '@slipway/core/inventory';
import { reason } from '@slipway/core/reasons';
import { type AttemptContext, done, failed, type StepResult } from '../context.ts';
import { listed } from './old-code.ts';

export const restart = async (context: AttemptContext): Promise<StepResult> => {
  const units = await restartStaleUnits(context);
  const broken = units.find(({ before, after }) => before === 'active' && after !== 'active');
  if (broken !== undefined)
    return failed(reason('unit-not-active', { unit: broken.unit, state: broken.after }), { units });
  const left = await context.ports.system.staleProcesses();
  return done({ units, staleProcesses: listed(left) });
};

/** Restarts each unit that a stale process belongs to. What belongs to none is a person's, and is told. */
export const restartStaleUnits = async (
  context: AttemptContext,
): Promise<readonly { readonly unit: string; readonly before: string; readonly after: string }[]> => {
  const stale = await context.ports.system.staleProcesses();
  return await context.ports.services.restart(unitsOf(stale));
};

const unitsOf = (stale: readonly StaleProcess[]): readonly string[] =>
  [...new Set(stale.flatMap(({ unit }) => (unit === null ? [] : [unit])))].sort();
