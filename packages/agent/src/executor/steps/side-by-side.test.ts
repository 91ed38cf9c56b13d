// Kernels of rpm stand side by side: a step asks about the one that the plan put there, whichever the others are.

import type { InstalledPackage } from '@slipway/core/inventory';
import type { HostPlan } from '@slipway/core/plan';
import { ok } from '@slipway/core/reasons';
import { aPackage } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import type { AttemptContext } from '../context.ts';
import { standingVersions } from './package-transaction.ts';
import { expectedAfter } from './parts.ts';
import { expectedBack } from './way-back.ts';

const kernel = (version: string, state: InstalledPackage['state'] = 'installed') =>
  aPackage({ name: 'kernel-core', architecture: 'x86_64', version, state });
const hostPlan = {
  transaction: [
    {
      ...{ kind: 'install-beside', name: 'kernel-core', architecture: 'x86_64', from: null, to: '3', automatic: false },
      file: null,
    },
  ],
} as unknown as HostPlan;
const before = [kernel('1'), kernel('2')];

const contextWith = (packages: readonly InstalledPackage[]): AttemptContext =>
  ({
    ...{ hostPlan, manifest: { packages: before } },
    ports: { packages: { readPackages: async () => ok({ packages, database: { fingerprint: 'x', state: 'whole' } }) } },
  }) as unknown as AttemptContext;
const differs = async (packages: readonly InstalledPackage[], direction: 'after' | 'back') => {
  const context = contextWith(packages);
  const expected = direction === 'after' ? expectedAfter(hostPlan.transaction) : expectedBack(context);
  return (await standingVersions(context, expected)).differs?.code ?? null;
};

describe('a version beside others', () => {
  it('is there when it is among them, in whatever order they are listed', async () => {
    expect(await differs([kernel('3'), ...before], 'after')).toBeNull();
    expect(await differs([...before, kernel('3')], 'after')).toBeNull();
    expect(await differs(before, 'after')).toBe('versions-differ');
    expect(await differs([...before, kernel('3', 'half-installed')], 'after')).toBe('versions-differ');
  });

  it('is gone again when it alone is', async () => {
    expect(await differs(before, 'back')).toBeNull();
    expect(await differs([...before, kernel('3')], 'back')).toBe('versions-differ');
  });
});
