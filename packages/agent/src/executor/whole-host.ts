// A whole host held against its packages: every file as the package manager noted it, and every version. Nothing is changed.

import { openAttempt, stepEvents } from '@slipway/core/execution';
import {
  type Reading,
  readingOfWholeHost,
  readingUnknown,
  versionsDigest,
  WHOLE_HOST_NAMED_MAX,
  type WholeHost,
} from '@slipway/core/reading';
import { explain, type Outcome, ok } from '@slipway/core/reasons';
import type { FileDifference, PackageFiles, PackageObserver, WholeHostQuestion } from '../ports/index.ts';
import { answerQuestion } from './answer-question.ts';
import type { ExecutorPorts } from './context.ts';

export type WholeHostPorts = Pick<ExecutorPorts, 'clock' | 'crypto' | 'ledger' | 'packageFiles'> & {
  readonly packages: Pick<PackageObserver, 'readPackages'>;
  readonly question: WholeHostQuestion;
};

export interface VerifiedHost {
  readonly versions: NonNullable<WholeHost['versions']>;
  /** So many were looked at. */
  readonly packages: number;
  /** Whose files were not looked at: the package itself is not as it should be. */
  readonly notWhole: readonly { readonly package: string; readonly state: string }[];
  readonly differing: readonly FileDifference[];
}

export const verifyHost = async (
  manager: Pick<PackageObserver, 'readPackages'>,
  files: PackageFiles,
): Promise<Outcome<VerifiedHost>> => {
  const read = await manager.readPackages();
  if (!read.ok) return read;
  const all = read.value.packages;
  // What is half there is told by its state, and has no list of files that would be whole.
  const packages = all.filter(({ state }) => state === 'installed');
  const found = await files.differing(packages);
  if (!found.ok) return found;
  const notWhole = all.filter(({ state }) => state !== 'installed');
  return ok({
    versions: all.map(({ name, architecture, version }) => ({ name, architecture, version })),
    packages: packages.length,
    notWhole: notWhole.map(({ name, state }) => ({ package: name, state })),
    differing: found.value,
  });
};

export const answerWholeHost = async (ports: WholeHostPorts): Promise<number> =>
  await answerQuestion(ports, async () => await wholeHost(ports));

const wholeHost = async (ports: WholeHostPorts): Promise<Reading> => {
  const { clock, crypto, packageFiles, packages } = ports;
  const takenAt = clock.now();
  const before = await attemptsOf(ports);
  if (before === 'open') return readingUnknown('an attempt is under way', takenAt);
  const verified = await verifyHost(packages, packageFiles);
  if (!verified.ok) return readingUnknown(explain(verified.reason), takenAt);
  // Half of it was seen before the change, and half after.
  if ((await attemptsOf(ports)) !== before) return readingUnknown('an attempt began meanwhile', takenAt);
  const { versions, notWhole, differing } = verified.value;
  const found: WholeHost = {
    packages: verified.value.packages,
    versionsDigest: versionsDigest(versions, crypto.sha256),
    versions,
    notWhole: notWhole.slice(0, WHOLE_HOST_NAMED_MAX),
    notWholeInAll: notWhole.length,
    differing: differing.slice(0, WHOLE_HOST_NAMED_MAX),
    differingInAll: differing.length,
  };
  return readingOfWholeHost(found, takenAt);
};

/** How many lines of attempts there are. A ledger that is broken says nothing, and keeps nobody from looking at files. */
const attemptsOf = async ({ ledger }: WholeHostPorts): Promise<number | 'open'> => {
  if ((await ledger.broken()) !== null) return 0;
  const entries = await ledger.read();
  return openAttempt(entries) === null ? stepEvents(entries).length : 'open';
};
