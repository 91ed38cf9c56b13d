import { expect, test } from 'vitest';
import { LabError } from '../src/lab-error.ts';
import { scenarios } from '../src/scenarios/index.ts';
import { seededMoments, whileUp } from '../src/scenarios/stops/moments.ts';

test('a seed gives the same moments again, however many are asked for', () => {
  const few = seededMoments({ seed: 7, count: 5, packages: 14, log: 'dpkg' });
  const many = seededMoments({ seed: 7, count: 30, packages: 14, log: 'dpkg' });
  expect(many.slice(0, 5)).toEqual(few);
  expect(seededMoments({ seed: 8, count: 5, packages: 14, log: 'dpkg' })).not.toEqual(few);
});

test('moments lie all over a transaction, and some before and behind the package manager', () => {
  const moments = seededMoments({ seed: 1, count: 1000, packages: 10, log: 'dpkg' });
  const lines = moments.filter(({ log }) => log === 'dpkg').map(({ line }) => line);
  expect(Math.min(...lines)).toBe(1);
  expect(Math.max(...lines)).toBe(110);
  const tenths = new Set(lines.map((line) => Math.floor((line - 1) / 11)));
  expect(tenths.size).toBe(10);
  const steps = moments.filter(({ log }) => log === 'ledger');
  expect(steps.length).toBeGreaterThan(150);
  expect(steps.length).toBeLessThan(350);
});

test('thirty sudden stops, fifteen of rpm and twenty power cuts belong to the full run, and few to a quick look', () => {
  const full = Object.fromEntries(
    scenarios.flatMap(({ name, times, runsIn }) => (times === undefined ? [] : [[name, [runsIn, times.full]]])),
  );
  expect(full).toEqual({ 'sudden-stops': ['full', 30], 'rpm-stops': ['full', 15], 'power-cuts': ['full', 20] });
});

test('a host that reboots by itself is asked again, and every other failure is one', async () => {
  const failing = (cause: Error) => async (): Promise<string> => await Promise.reject(cause);
  expect(await whileUp(failing(new LabError('not-running', 'dev1 is down')))).toBeNull();
  await expect(whileUp(failing(new LabError('command-overdue', 'wc')))).rejects.toThrow('wc');
  expect(await whileUp(async () => await Promise.resolve('up'))).toBe('up');
});
