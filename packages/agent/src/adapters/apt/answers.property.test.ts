// The short questions: whatever stands where their answer should, none of it is taken for one.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunCommand } from '../../ports/index.ts';
import { dpkgPackageCount, nativeArchitecture } from './packages.ts';
import { failedSources } from './refresh.ts';

const printing =
  (stdout: string): RunCommand =>
  async () => ({ kind: 'ended', status: 0, stdout, stderr: '', output: 'whole' });

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-z0-9 \n.-]{0,30}$/));

describe('whatever dpkg prints', () => {
  it('is an architecture only in a line of its own', async () => {
    expect(await nativeArchitecture({ run: printing('amd64\n') })).toEqual({ ok: true, value: 'amd64' });
    await fc.assert(
      fc.asyncProperty(text, async (stdout) => {
        const answer = await nativeArchitecture({ run: printing(stdout) });
        expect(answer.ok).toBe(/^[a-z0-9][a-z0-9-]*\n$/.test(stdout));
      }),
    );
  });

  it('is a number of packages only as so many dots', async () => {
    expect(await dpkgPackageCount({ run: printing('....') })).toBe(4);
    await fc.assert(
      fc.asyncProperty(text, async (stdout) => {
        const isCount = /^\.*$/.test(stdout);
        expect(await dpkgPackageCount({ run: printing(stdout) })).toBe(isCount ? stdout.length : null);
      }),
    );
  });
});

it('whatever apt prints of a failed refresh, a source is said to have failed', () => {
  const sources = [
    { key: 'http://deb.example/debian bookworm' },
    { key: 'http://deb.example/debian bookworm-updates' },
  ];
  fc.assert(
    fc.property(text, (output) => {
      expect(failedSources(output, sources).size).toBeGreaterThan(0);
    }),
  );
});
