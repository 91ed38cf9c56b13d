// `slipway-agent verify [--json]`: every file of every installed package of this host, held against what the package manager
// noted when it unpacked it. Nothing is changed, and no controller is told.

import { explain } from '@slipway/core/reasons';
import { layoutBelow } from '../../layout/index.ts';
import type { PackageFiles, PackageObserver } from '../../ports/index.ts';
import { packageManagerOfHost } from '../package-manager/main.ts';
import { printVerified, type Verified } from './print.ts';

export const program = async (args: readonly string[]): Promise<number> => {
  if (args.some((argument) => argument !== '--json')) {
    process.stderr.write('usage: slipway-agent verify [--json]\n');
    return 2;
  }
  // A file that only root may read would pass for one that cannot be read at all.
  if (process.getuid?.() !== 0) return fail('only root may read every file');
  const manager = await packageManagerOfHost();
  if (!manager.ok) return fail(explain(manager.reason));
  const { executor, packageFiles, format } = manager.value;
  const verified = await verifyHost(executor(layoutBelow('/').executor.packages[format]), packageFiles);
  if (typeof verified === 'string') return fail(verified);
  process.stdout.write(args.includes('--json') ? `${JSON.stringify(verified, null, 2)}\n` : printVerified(verified));
  return verified.differing.length === 0 ? 0 : 1;
};

/** A text where nothing could be said. */
const verifyHost = async (
  manager: Pick<PackageObserver, 'readPackages'>,
  files: PackageFiles,
): Promise<Verified | string> => {
  const read = await manager.readPackages();
  if (!read.ok) return explain(read.reason);
  // What is half there is told by its state, and has no list of files that would be whole.
  const packages = read.value.packages.filter(({ state }) => state === 'installed');
  const found = await files.differing(packages);
  if (!found.ok) return explain(found.reason);
  const notWhole = read.value.packages.filter(({ state }) => state !== 'installed');
  return {
    packages: packages.length,
    notWhole: notWhole.map(({ name, state }) => ({ package: name, state })),
    differing: found.value,
  };
};

const fail = (text: string): number => {
  process.stderr.write(`slipway-agent: ${text}\n`);
  return 1;
};
