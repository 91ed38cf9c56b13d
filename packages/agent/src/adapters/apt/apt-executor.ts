import { mkdir } from 'node:fs/promises';
import { ok } from '@slipway/core/reasons';
import type { LockHolders, PackageExecutor } from '../../ports/index.ts';
import type { AptOptions } from './apt-observer.ts';
import { type AptContext, ENVIRONMENT, THIS_HOST } from './host.ts';
import { aptLocks } from './locks.ts';
import { restoreMarks } from './marks.ts';
import { cachedPath } from './own-files.ts';
import { readPackages } from './packages.ts';
import { aptPatchers } from './patchers.ts';
import { propose } from './propose.ts';
import { rebuild } from './rebuild.ts';
import { repair } from './repair.ts';
import { readRepositoriesAgain } from './repositories.ts';
import { prepareSources } from './sources.ts';
import { transactionCommand, wayBackCommand } from './transaction-command.ts';

export interface AptExecutorOptions extends AptOptions {
  readonly locks: LockHolders;
  /** The observer's directory: what came of its refreshes is written there. */
  readonly refreshed: string;
  /**
   * What a repair's command line begins with, so that dpkg runs in a unit of its own and survives the executor: the
   * systemd adapter's `waitInOwnUnit`. Empty runs it as a child.
   */
  readonly ownUnit: (purpose: string, environment: Readonly<Record<string, string>>) => readonly string[];
}

/** Root only. {@link PackageExecutor.proposeRemaining} also lays out what the transaction's command uses later. */
export const createAptExecutor = (options: AptExecutorOptions): PackageExecutor => {
  const context: AptContext = { ...options, host: options.host ?? THIS_HOST };
  return {
    async proposeRemaining({ patchSetDigest, staged, targets, back }) {
      await mkdir(context.directory, { recursive: true, mode: 0o700 });
      const wish = { patchSetDigest, index: staged.index, repository: staged.directory, targets };
      return await propose(context, back === undefined ? wish : { ...wish, back });
    },
    async readRepositories(known) {
      await mkdir(context.directory, { recursive: true, mode: 0o700 });
      await prepareSources(context);
      return await readRepositoriesAgain(context, known, options);
    },
    lockHolder: async () => await options.locks.ofFiles(aptLocks(context.host)),
    repair: async (cut) => await repair(context, cut, () => options.ownUnit('repair', ENVIRONMENT)),
    transactionCommand: (change) => transactionCommand(context, change),
    wayBackCommand: (change) => wayBackCommand(context, change),
    restoreMarks: async (packages) => await restoreMarks(context, packages),
    readPackages: async () => await readPackages(context),
    // /var/log/apt/history.log numbers nothing.
    history: async () => ok([]),
    own: {
      cachedPath: (version) => cachedPath(context.host, version),
      rebuild: async (version, directory) => await rebuild(context, version, directory),
    },
    async takeOver() {
      await mkdir(context.directory, { recursive: true, mode: 0o700 });
      return await options.patchers.takeOver(aptPatchers(context), context.directory);
    },
    giveBack: async (taken) => await options.patchers.giveBack(taken, context.directory),
  };
};
