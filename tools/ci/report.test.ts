import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { PartEnd } from '../parts/index.ts';
import { MINUTES_WANTED, minutesByPart } from './budgets.ts';
import { report } from './report.ts';

const CONTRIBUTING = join(import.meta.dirname, '../../CONTRIBUTING.md');

function end(of: Partial<PartEnd>): PartEnd {
  return { name: 'tests', seconds: 1, ok: true, passed: 0, failed: 0, notes: [], ...of };
}

it('ends with the counts of tests and scenarios', () => {
  const { ok, lines } = report([end({ passed: 812 }), end({ name: 'lab', passed: 3 })]);
  expect(ok).toBe(true);
  expect(lines.at(-1)).toBe('815 passed, 0 failed');
});

it('never ends with 0 failed when a part has failed', () => {
  const { ok, lines } = report([end({ passed: 812 }), end({ name: 'check', ok: false, notes: ['knip'] })]);
  expect(ok).toBe(false);
  expect(lines.at(-1)).toBe('812 passed, 1 failed');
  expect(lines).toContain('check: knip');
});

it('warns of a part over its budget', () => {
  const { ok, lines } = report([end({ passed: 1, seconds: (minutesByPart['tests'] ?? 0) * 60 + 1 })]);
  expect(ok).toBe(true);
  expect(lines).toContain('warning: tests is over its budget');
});

it('warns of a whole that takes too long: how busy a machine is says nothing of what it tested', () => {
  const { ok, lines } = report([end({ passed: 1, seconds: MINUTES_WANTED * 60 + 1 })]);
  expect(ok).toBe(true);
  expect(lines).toContain(`warning: CI took more than ${MINUTES_WANTED} minutes`);
});

it('budgets fit into the whole, and CONTRIBUTING says the same', () => {
  const sum = Object.values(minutesByPart).reduce((total, minutes) => total + minutes, 0);
  expect(sum).toBeLessThanOrEqual(MINUTES_WANTED);
  const text = readFileSync(CONTRIBUTING, 'utf8');
  const written = [...text.matchAll(/^\| `(\w+)` \| (\d+) \|/gm)].map(([, name, minutes]) => [name, Number(minutes)]);
  expect(Object.fromEntries(written)).toEqual(minutesByPart);
});
