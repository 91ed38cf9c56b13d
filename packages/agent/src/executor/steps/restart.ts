// Restart: what still runs old code, found from the processes themselves; each unit once, after the whole transaction.

import { replacedModules } from '@slipway/core/execution';
import type { StaleProcess } from '@slipway/core/inventory';
import { type Reason, reason } from '@slipway/core/reasons';
import { msBetween } from '@slipway/core/time';
import type { OtherLook, UnitChange } from '../../ports/index.ts';
import { type AttemptContext, done, failed, type StepResult } from '../context.ts';
import { fallenServices } from './fallen.ts';
import { listed } from './old-code.ts';

/** Between two restarts: a host that does everything at once is as good as away, drained or not. */
const PAUSE_MS = 500;

export const restart = async (context: AttemptContext): Promise<StepResult> => {
  const { system } = context.ports;
  const other = await system.otherLook();
  const difference = differenceTo(other, unitsOf(await system.staleProcesses()));
  const units = await restartStaleUnits(context, difference.alsoRestarted);
  const broken = brokenReason(units);
  if (broken !== null) return failed(broken, { units });
  const fallen = await fallenServices(context);
  if (!fallen.ok) return failed(fallen.reason, { units });
  const started = await startEach(context, fallen.value);
  const all = [...units, ...started];
  const down = brokenReason(started);
  if (down !== null) return failed(down, { units: all });
  const told = other?.kind === 'known' ? difference.reason : ((await oldModules(context)) ?? difference.reason);
  return { ...done({ units: all, staleProcesses: listed(await system.staleProcesses()) }), reason: told };
};

/**
 * Where nobody looks into interpreters: those that have run since before the change, and whose modules it replaced. Nothing is restarted
 * for it, and nothing fails: whether they have read them is not known.
 */
const oldModules = async ({ attempt, hostPlan, ports, conditions }: AttemptContext): Promise<Reason | null> => {
  const replaced = replacedModules(hostPlan.transaction);
  const applied = attempt.steps.findLast(({ step }) => step === 'apply');
  if (replaced.size === 0 || applied?.begunAt == null || applied.begunInBoot !== conditions.bootId) return null;
  const secondsSince = msBetween(applied.begunAt, ports.clock.now()) / 1000;
  const running = (await ports.system.interpreters()).filter(
    ({ interpreter, secondsUp }) => replaced.has(interpreter) && secondsUp > secondsSince,
  );
  if (running.length === 0) return null;
  const concerned = new Set(running.map(({ interpreter }) => interpreter));
  const packages = [...replaced].flatMap(([interpreter, names]) => (concerned.has(interpreter) ? names : []));
  const processes = running.map(
    ({ executable, pid, unit }) => `${executable} (${[unit ?? [], pid].flat().join(', ')})`,
  );
  return reason('modules-unlooked', { packages: namesOf(packages), processes: namesOf(processes) });
};

interface Difference {
  readonly alsoRestarted: readonly string[];
  readonly reason: Reason | null;
}

/**
 * needrestart sees modules that an interpreter has read and closed; its services are restarted with our own. dnf's needs-restarting goes
 * by the clock alone, which calls every service old where it was set (C24): what it finds is told.
 */
const differenceTo = (other: OtherLook | null, own: readonly string[]): Difference => {
  if (other === null) return { alsoRestarted: [], reason: null };
  const { program } = other;
  if (other.kind === 'unknown') {
    return { alsoRestarted: [], reason: reason('old-code-unasked', { program, detail: other.detail }) };
  }
  const also = other.units.filter((unit) => !own.includes(unit));
  const not = own.filter((unit) => unit.endsWith('.service') && !other.units.includes(unit));
  if (also.length + not.length === 0) return { alsoRestarted: [], reason: null };
  const isRestarted = program === 'needrestart' && also.length > 0;
  const acted = isRestarted ? 'What either finds is restarted' : 'What the processes show is restarted';
  return {
    alsoRestarted: isRestarted ? also : [],
    reason: reason('old-code-told-otherwise', { program, also: namesOf(also), not: namesOf(not), acted }),
  };
};

/** In a sentence; where everything differs, a clock was set, and more names say nothing more. */
const NAMED_MAX = 10;

const namesOf = (names: readonly string[]): string =>
  names.length === 0
    ? 'none'
    : [...names.slice(0, NAMED_MAX), ...(names.length > NAMED_MAX ? ['more'] : [])].join(', ');

/**
 * Restarts each unit that a stale process belongs to. What belongs to none is a person's, and is told. A unit that was
 * restarted along with one before it, as systemd's own rules may have it, is not restarted again; the first that does not
 * come back ends it.
 */
const restartStaleUnits = async (
  context: AttemptContext,
  also: readonly string[] = [],
): Promise<readonly UnitChange[]> => {
  const { clock, services, system } = context.ports;
  const changes: UnitChange[] = [];
  for (const unit of await services.restartOrder([...unitsOf(await system.staleProcesses()), ...also].sort())) {
    if (changes.length > 0) {
      await clock.sleep(PAUSE_MS);
      if (!also.includes(unit) && !unitsOf(await system.staleProcesses()).includes(unit)) continue;
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
