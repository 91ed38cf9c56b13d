// Restart: what still runs old code, found from the processes themselves; each unit once, after the whole transaction.

import type { StaleProcess } from '@slipway/core/inventory';
import { type Reason, reason } from '@slipway/core/reasons';
import type { UnitChange } from '../../ports/index.ts';
import { type AttemptContext, done, failed, type StepResult } from '../context.ts';
import { fallenServices } from './fallen.ts';
import { listed } from './old-code.ts';

/** Between two restarts: a host that does everything at once is as good as away, drained or not. */
const PAUSE_MS = 500;

export const restart = async (context: AttemptContext): Promise<StepResult> => {
  const units = await restartStaleUnits(context);
  const broken = brokenReason(units);
  if (broken !== null) return failed(broken, { units });
  const fallen = await fallenServices(context);
  if (!fallen.ok) return failed(fallen.reason, { units });
  const started = await startEach(context, fallen.value);
  const all = [...units, ...started];
  const down = brokenReason(started);
  if (down !== null) return failed(down, { units: all });
  return done({ units: all, staleProcesses: listed(await context.ports.system.staleProcesses()) });
};

/**
 * Restarts each unit that a stale process belongs to. What belongs to none is a person's, and is told. A unit that was
 * restarted along with one before it, as systemd's own rules may have it, is not restarted again; the first that does not
 * come back ends it.
 */
const restartStaleUnits = async (context: AttemptContext): Promise<readonly UnitChange[]> => {
  const { clock, services, system } = context.ports;
  const changes: UnitChange[] = [];
  for (const unit of await services.restartOrder(unitsOf(await system.staleProcesses()))) {
    if (changes.length > 0) {
      await clock.sleep(PAUSE_MS);
      if (!unitsOf(await system.staleProcesses()).includes(unit)) continue;
    }
    const change = await services.restart(unit);
    const again = isBroken(change) ? await services.start(unit) : change;
    changes.push({ ...change, after: again.after });
    if (isBroken({ ...change, after: again.after })) break;
  }
  return changes;
};

/**
 * After a way back: old code goes, and whatever ran before the change runs again. Packages need not see to that: those of the rpm family
 * begin a service again only where it runs (`try-restart`), and here it is down because of what was just taken away. What does
 * not come up, verification finds.
 */
export const bringServicesBack = async (context: AttemptContext): Promise<readonly UnitChange[]> => {
  const units = await restartStaleUnits(context);
  const fallen = await fallenServices(context);
  return fallen.ok ? [...units, ...(await startEach(context, fallen.value))] : units;
};

/** What the transaction's own scripts stopped and did not start again, or what went down with something else. */
const startEach = async (context: AttemptContext, units: readonly string[]): Promise<readonly UnitChange[]> => {
  const changes: UnitChange[] = [];
  for (const unit of units) changes.push({ ...(await context.ports.services.start(unit)), before: 'active' });
  return changes;
};

const isBroken = ({ before, after }: UnitChange): boolean => before === 'active' && after !== 'active';

const brokenReason = (units: readonly UnitChange[]): Reason | null => {
  const broken = units.find(isBroken);
  return broken === undefined ? null : reason('unit-not-active', { unit: broken.unit, state: broken.after });
};

const unitsOf = (stale: readonly StaleProcess[]): readonly string[] =>
  [...new Set(stale.flatMap(({ unit }) => (unit === null ? [] : [unit])))].sort();
