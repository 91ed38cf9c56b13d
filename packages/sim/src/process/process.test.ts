import { expect, test } from 'vitest';
import { simulateProcess } from './index.ts';

const LONG_MS = 300_000;

// `npm run sim -- --months 6 --hosts 300` is the same with the whole fleet.
test('six weeks of the process pass by themselves, every cycle with its checklist, and the same seed gives the same weeks', {
  timeout: LONG_MS,
}, async () => {
  const options = { seed: 3, hosts: 20, months: 1.5 };
  const weeks = await simulateProcess(options);
  expect(weeks.problems).toEqual([]);
  const byName = new Map(weeks.environments.map((one) => [one.environment, one]));
  // The tiers in their rhythms: weekly, weekly, every second week, monthly.
  expect([...byName.values()].map(({ cycles }) => cycles)).toEqual([6, 6, 3, 1]);
  expect(byName.get('prod')?.changes).toBe(12);
  expect(await simulateProcess(options)).toEqual(weeks);
});
