import { join } from 'node:path';
import type { LockHolders, PackageExecutor } from '../../ports/index.ts';
import type { DnfOptions } from './dnf-observer.ts';
import { history } from './history.ts';
import { DNF_PATCHERS, type DnfContext, ENVIRONMENT, THIS_HOST } from './host.ts';
import { lockHolder } from './lock-holder.ts';
import { restoreMarks } from './marks.ts';
import { readPackages } from './packages.ts';
import { propose } from './propose.ts';
import { releaseOf } from './release.ts';
import { repair } from './repair.ts';
import { readInventoryRepositories } from './repositories.ts';
import { DNF_STAGED } from './staged.ts';
import { transactionCommand, wayBackCommand } from './transaction-command.ts';

export interface DnfExecutorOptions extends DnfOptions {
  readonly locks: LockHolders;
  /** The observer's directory: what came of its refreshes is written there. */
  readonly refreshed: string;
  /**
   * What a repair's command line begins with, so that rpm runs in a unit of its own and survives the executor: the
   * systemd adapter's `waitInOwnUnit`. Empty runs it as a child.
   */
  readonly ownUnit: (purpose: string, environment: Readonly<Record<string, string>>) => readonly string[];
}

/** Root only. {@link PackageExecutor.proposeRemaining} also lays out what the transaction's command uses later. */
export const createDnfExecutor = (options: DnfExecutorOptions): PackageExecutor => {
  const context: DnfContext = { ...options, host: options.host ?? THIS_HOST };
  const { patchers, directory } = options;
  return {
    async proposeRemaining({ patchSetDigest, staged, targets, back }) {
      const indexPath = join(staged.directory, DNF_STAGED.index);
      return await propose(context, {
        patchSetDigest,
        index: staged.index,
        indexPath,
        files: staged.directory,
        targets,
        ...(back === undefined ? {} : { back }),
      });
    },
    readRepositories: async () => await readInventoryRepositories(context, await releaseOf(context), options),
    lockHolder: async () => await lockHolder(context.host, options.locks),
    repair: async (cut) =>
      await repair(context, cut, () => options.ownUnit('repair', { ...ENVIRONMENT, ...context.host.environment })),
    transactionCommand: (change) => transactionCommand(context, change),
    wayBackCommand: (change) => wayBackCommand(context, change),
    restoreMarks: async (packages) => await restoreMarks(context, packages),
    readPackages: async () => await readPackages(context),
    history: async (of) => await history(context, of),
    // No program of our hosts makes an rpm package anew, and dnf empties its cache by itself (docs/adr/0052).
    own: null,
    takeOver: async () => await patchers.takeOver(DNF_PATCHERS, directory),
    giveBack: async (taken) => await patchers.giveBack(taken, directory),
  };
};
