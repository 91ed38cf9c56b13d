import { expect, test } from 'vitest';
import { faultsNamed } from './faults/index.ts';
import { shrink } from './shrink.ts';

const night = { seed: 3, hosts: 100, faults: faultsNamed('all') };

test('a broken night is shrunk to the faults and hosts that it takes', async () => {
  const smallest = await shrink(
    night,
    async ({ hosts, faults }) => hosts >= 12 && faults.includes('frozen') && faults.includes('paused'),
    1000,
  );
  expect(smallest).toEqual({ seed: 3, hosts: 12, faults: faultsNamed('paused,frozen') });
});

test('and stops where it has tried often enough, at something that was broken', async () => {
  let tried = 0;
  const smallest = await shrink(
    night,
    async () => {
      tried += 1;
      return true;
    },
    3,
  );
  expect(tried).toBe(3);
  expect(smallest.hosts).toBe(12);
});
