// The files of what changed, held against what the package manager noted of them: a version in its database says nothing of
// a file that a cut left half written.

import { type Reason, reason } from '@slipway/core/reasons';
import type { AttemptContext } from '../context.ts';
import type { ExpectedPackage } from './package-transaction.ts';

/** `null`: every file is as its package has it, or policy does not ask. */
export const firstDifferingFile = async (
  { hostPlan, ports }: AttemptContext,
  expected: readonly ExpectedPackage[],
): Promise<Reason | null> => {
  if (hostPlan.verification?.files !== 'changed') return null;
  const differing = await ports.packageFiles.differing(expected.filter(({ version }) => version !== null));
  if (!differing.ok) return differing.reason;
  const [first, ...others] = differing.value;
  if (first === undefined) return null;
  return reason('file-differs', {
    path: first.path,
    package: first.package,
    how: HOW[first.how],
    others: others.length,
  });
};

const HOW = {
  missing: 'is missing',
  differs: 'is not as the package has it',
  unreadable: 'cannot be read',
} as const;
