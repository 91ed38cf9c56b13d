// Packages of kernels that go: exactly those of the plan, in a transaction of their own that begins only where the package manager would
// take these and nothing else.

import type { RemovedKernelPackage } from '@slipway/core/kernel';
import type { PlannedChange } from '@slipway/core/plan';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { planFiles } from '../../documents/index.ts';
import type { StagedFiles } from '../../ports/index.ts';
import { type AttemptContext, failed, type StepResult } from '../context.ts';
import { packageTransaction } from './package-transaction.ts';

export const takeKernelsAway = async (
  context: AttemptContext,
  wish: {
    readonly purpose: 'make-room' | 'clean-up';
    readonly removals: readonly RemovedKernelPackage[];
    /** Asked right before the first unit is started; of one that was begun and cut nothing is asked, it goes forward. */
    readonly mayBegin?: () => Promise<Outcome<void>>;
  },
): Promise<StepResult> => {
  const { hostPlan, ports } = context;
  const { purpose, removals } = wish;
  const staged = await ports.staging.stage({ index: hostPlan.index, files: planFiles(hostPlan) });
  if (!staged.ok) return failed(staged.reason);
  const there = await stillInstalled(context, removals);
  if (!there.ok) return failed(there.reason);
  const changes = there.value.map(({ name, architecture, version }) => ({
    ...({ kind: 'remove', name, architecture, from: version, to: null, file: null, automatic: false } as const),
  }));
  return await packageTransaction(context, {
    purpose,
    command: ports.packages.transactionCommand({ staged: staged.value, changes, conffiles: [] }),
    expected: removals.map(({ name, architecture, version }) => ({
      ...{ name, architecture, version: null, automatic: false },
      // Of rpm the kernels that stay have packages of the same names.
      beside: version,
    })),
    staged: staged.value,
    wanted: [],
    mayBegin: async () => {
      const allowed = (await wish.mayBegin?.()) ?? ok(undefined);
      return allowed.ok ? await nothingElseGoes(context, there.value, staged.value) : allowed;
    },
  });
};

/** What a person took away meanwhile is done, and no package manager is asked for what it does not know any more. */
export const stillInstalled = async (
  { ports }: Pick<AttemptContext, 'ports'>,
  removals: readonly RemovedKernelPackage[],
): Promise<Outcome<readonly RemovedKernelPackage[]>> => {
  const read = await ports.packages.readPackages();
  if (!read.ok) return read;
  return ok(
    removals.filter(({ name, architecture, version }) =>
      read.value.packages.some(
        (one) => one.name === name && one.architecture === architecture && one.version === version,
      ),
    ),
  );
};

/** The package manager's own word on what would go with them. */
export const nothingElseGoes = async (
  { hostPlan, ports }: AttemptContext,
  removals: readonly RemovedKernelPackage[],
  staged: StagedFiles,
): Promise<Outcome<void>> => {
  const proposal = await ports.packages.proposeRemaining({
    patchSetDigest: hostPlan.patchSetDigest,
    staged,
    targets: [],
    back: { remove: removals },
  });
  if (!proposal.ok) return proposal;
  const { changes: found, refused } = proposal.value;
  const strange = found.find((change) => !removals.some((one) => isRemovalOf(change, one)));
  const [first] = refused;
  if (strange === undefined && first === undefined) return ok(undefined);
  return refuse('kernel-still-needed', {
    kernel: removals[0]?.release ?? '',
    detail:
      strange === undefined ? `${first?.name} ${first?.version} may not go` : `${strange.name} would change with it`,
  });
};

const isRemovalOf = (
  { kind, name, architecture, from }: Pick<PlannedChange, 'kind' | 'name' | 'architecture' | 'from'>,
  of: RemovedKernelPackage,
): boolean => kind === 'remove' && name === of.name && architecture === of.architecture && from === of.version;
