// What checks and files of a simulated host say, as its condition has it. Held to what the real ones say by the contract suite
// that both pass.

import type { Checks, PackageFiles } from '@slipway/agent/ports';
import { type CheckItem, type CheckReading, isWithin, type MeasuredCheck, type Tolerance } from '@slipway/core/check';
import { ok } from '@slipway/core/reasons';
import { addSeconds } from '@slipway/core/time';
import { never } from '../mortal/index.ts';
import type { Surroundings } from './surroundings.ts';

export const simulatedChecks = (around: Surroundings): Checks => ({
  measure: async (check, { timeLimitMs, since }) => {
    const { time, random, condition, power } = around;
    const begun = power();
    const situation = condition.checks.get(check.kind) ?? 'well';
    await time.sleep(situation === 'stuck' ? timeLimitMs : Math.min(timeLimitMs, random.between(5, 500)));
    if (power() !== begun) return await never();
    if (situation === 'unknown') return { state: 'unknown', detail: 'it cannot be told' };
    if (situation === 'stuck') return stuck(check);
    return said(around, check, { isWell: situation === 'well', since });
  },
});

/** A service that does not answer is ill; means of looking that do not answer say nothing of it. */
const stuck = ({ kind }: MeasuredCheck): CheckReading => ({
  state: kind === 'http' || kind === 'tcp' ? 'ill' : 'unknown',
  detail: 'no answer in time',
});

const said = (
  { condition, time }: Surroundings,
  check: MeasuredCheck,
  { isWell, since }: { readonly isWell: boolean; readonly since: string | null },
): CheckReading => {
  switch (check.kind) {
    case 'http':
    case 'tcp':
    case 'plug-in':
      return isWell ? { state: 'well', detail: 'it answers' } : { state: 'ill', detail: 'it does not answer' };
    case 'ports':
      return compared(isWell ? [{ name: 'tcp 80 (network) nginx.service', count: 1, unit: 'nginx.service' }] : []);
    case 'journal': {
      const hourAgo = addSeconds(time.now(), -3600);
      const from = since !== null && since > hourAgo ? since : hourAgo;
      const errors = condition.journal.filter(({ at, priority }) => priority <= 3 && at >= from);
      const units = [...new Set(errors.map(({ unit = 'kernel' }) => unit))].sort();
      const items = units.map((name) => ({
        name,
        count: errors.filter(({ unit = 'kernel' }) => unit === name).length,
      }));
      return compared(isWell ? items : [...items, { name: 'kernel', count: 1000 }]);
    }
    case 'prometheus':
    case 'snmp':
      return valued(check, isWell);
    default:
      return check satisfies never;
  }
};

const compared = (items: readonly CheckItem[]): CheckReading => ({ state: 'well', items, detail: `${items.length}` });

/** As near to what is wanted as can be; ill is far from everything. */
const valued = (tolerance: Tolerance, isWell: boolean): CheckReading => {
  const value = isWell ? Number(tolerance.atLeast ?? tolerance.atMost ?? 0) : 10 ** 15;
  return { state: isWithin(tolerance, value) ? 'well' : 'ill', value: String(value), detail: String(value) };
};

export const simulatedPackageFiles = ({ condition }: Surroundings): PackageFiles => ({
  differing: async (packages) =>
    ok(
      packages
        .filter(({ name }) => condition.damaged.has(name))
        .map(({ name }) => ({ package: name, path: `/usr/lib/${name}/half`, how: 'differs' as const })),
    ),
  // It has one file system.
  shareBelow: async () => ok(0),
  leftBeside: async () => ok(condition.leftBeside),
});
