import { asAttemptId } from '@slipway/core/ids';
import type { PlannedChange } from '@slipway/core/plan';
import { explain } from '@slipway/core/reasons';
import type { DebHost } from '@slipway/testkit/deb-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AttemptContext } from '../src/executor/context.ts';
import { apply } from '../src/executor/steps/index.ts';
import type { PackageExecutor, StagedFiles, TransactionState } from '../src/ports/index.ts';
import { type AptOnHost, aptOnHost, PATCH_SET, runTransaction } from './made-apt-host.ts';

// The apply step over the real apt and dpkg; only the unit that the transaction runs in is the test's own process.

const FILE = { sha256: PATCH_SET, sizeBytes: 1 };
const upgrade = (name: string): PlannedChange => ({
  kind: 'upgrade',
  name,
  architecture: 'all',
  from: '1.0',
  to: '1.1',
  file: FILE,
  automatic: false,
});
const BOUNDS = {
  patchSetDigest: PATCH_SET,
  hosts: ['host-1'],
  changes: { newDependencies: 'refused', removals: [], downgrades: 'refused' },
};

describe('the apply step', () => {
  let apt: AptOnHost;
  let deb: DebHost;
  let staged: StagedFiles;
  let packages: PackageExecutor;
  let units: Map<string, TransactionState>;
  let simulations: number;
  beforeEach((context) => {
    apt = aptOnHost(context);
    deb = apt.deb;
    const old = [deb.make({ name: 'app', version: '1.0' }), deb.make({ name: 'lib', version: '1.0' })];
    deb.install(old);
    staged = apt.patchSet([
      ...old,
      deb.make({ name: 'app', version: '1.1' }),
      deb.make({ name: 'lib', version: '1.1' }),
    ]).staged;
    simulations = 0;
    units = new Map();
    const real = apt.executor();
    packages = {
      ...real,
      proposeRemaining: async (wish) => {
        simulations += 1;
        return await real.proposeRemaining(wish);
      },
    };
  });
  afterEach(() => deb?.dispose());

  const context = (): AttemptContext =>
    ({
      attempt: { steps: [] },
      attemptId: asAttemptId('rollout-1-host-1-1'),
      direction: 'planned',
      header: { bounds: BOUNDS },
      hostPlan: {
        hostId: 'host-1',
        patchSetDigest: PATCH_SET,
        index: staged.index,
        transaction: [upgrade('app'), upgrade('lib')],
        conffiles: [],
        wayBack: { kind: 'none' },
      },
      ports: {
        packages,
        staging: { stage: async () => ({ ok: true, value: staged }) },
        transactionUnit: {
          look: async (name: string) => units.get(name) ?? { kind: 'absent' },
          start: async ({ name, command }: { readonly name: string; readonly command: readonly string[] }) => {
            runTransaction(command);
            units.set(name, { kind: 'ended', succeeded: true, status: 'exited 0', output: '' });
            return { ok: true, value: undefined };
          },
        },
      },
    }) as unknown as AttemptContext;

  it('asks apt once more, and does what was approved', async () => {
    expect(await apply(context())).toMatchObject({ outcome: 'done', reason: null });
    expect(await apt.versions()).toEqual({ app: '1.1', lib: '1.1' });
    expect(simulations).toBe(1);
  });

  it('begins nothing where a package was held meanwhile', async () => {
    apt.hold('lib');
    const result = await apply(context());
    expect(result).toMatchObject({ outcome: 'failed', reason: { code: 'apply-not-begun' } });
    expect(result.reason && explain(result.reason)).toMatch(/nothing was installed: lib is held on the host\.$/);
    expect(units.size).toBe(0);
    expect(await apt.versions()).toEqual({ app: '1.0', lib: '1.0' });
  });

  it('begins nothing where a package came that the update would remove', async () => {
    deb.install([deb.make({ name: 'rival', version: '1', fields: { Conflicts: 'lib (>= 1.1)' } })]);
    const result = await apply(context());
    expect(result).toMatchObject({ outcome: 'failed', reason: { code: 'apply-not-begun' } });
    expect(units.size).toBe(0);
    expect(await apt.versions()).toEqual({ app: '1.0', lib: '1.0', rival: '1' });
  });

  it('asks nothing where a transaction was begun before: that one is found, whatever apt would say now', async () => {
    const once = context();
    await apply(once);
    apt.hold('lib');
    expect(await apply(context())).toMatchObject({ outcome: 'done' });
    expect(simulations).toBe(1);
  });
});
