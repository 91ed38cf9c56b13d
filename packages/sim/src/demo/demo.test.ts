import { expect, test } from 'vitest';
import { simulateDemo } from './index.ts';

test('the simulated demo ends with every host done, groups one after the other', async () => {
  const lines: string[] = [];
  expect(await simulateDemo((line) => lines.push(line))).toBe(true);
  const moves = lines.filter((line) => line.includes('out of its service')).map((line) => line.trim().split(/\s+/)[1]);
  expect(new Set(moves.slice(0, 2))).toEqual(new Set(['app1', 'lb1']));
  expect(new Set(moves.slice(2))).toEqual(new Set(['app2', 'lb2']));
  expect(lines.some((line) => line.startsWith('BROKEN'))).toBe(false);
});
