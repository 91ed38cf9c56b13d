import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { sharedFolder } from './index.ts';

afterEach(() => vi.unstubAllEnvs());

test('SLIPWAY_SHARED names the folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shared-data-'));
  vi.stubEnv('SLIPWAY_SHARED', folder);
  expect(sharedFolder()).toBe(folder);
  rmSync(folder, { recursive: true });
});

test('a SLIPWAY_SHARED that leads nowhere is an error, not "no shared data"', () => {
  vi.stubEnv('SLIPWAY_SHARED', '/nowhere/at/all');
  expect(() => sharedFolder()).toThrow('SLIPWAY_SHARED is /nowhere/at/all, which is not a folder');
});

test('without it the folder lies beside the checkout, or there is none', () => {
  vi.stubEnv('SLIPWAY_SHARED', '');
  expect([join(import.meta.dirname, '../../../../../shared'), null]).toContain(sharedFolder());
});
