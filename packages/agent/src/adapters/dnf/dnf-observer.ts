import type { Sha256 } from '@slipway/core/document';
import { oldestRefresh, readRefreshes } from '../../kept/index.ts';
import type { Clock, DurableFiles, PackageObserver, PatcherUnits, RunCommand } from '../../ports/index.ts';
import { DNF_PATCHERS, type DnfContext, type DnfHost, THIS_HOST } from './host.ts';
import { packageOrigins } from './origins.ts';
import { readPackages } from './packages.ts';
import { pendingUpdates } from './pending.ts';
import { propose } from './propose.ts';
import { refresh } from './refresh.ts';
import { releaseOf } from './release.ts';
import { readDnfRepositories, readInventoryRepositories } from './repositories.ts';

export interface DnfOptions {
  readonly run: RunCommand;
  readonly files: DurableFiles;
  readonly clock: Pick<Clock, 'now'>;
  readonly sha256: Sha256;
  /** Of this adapter alone, kept over restarts; made if it is not there. No blanks in its path. */
  readonly directory: string;
  /** The files of our Python program, by name. */
  readonly program: ReadonlyMap<string, Uint8Array>;
  readonly patchers: PatcherUnits;
  /** This host unless a test brings its own. */
  readonly host?: DnfHost;
}

/** Needs no privilege, and changes nothing but its own directory. */
export const createDnfObserver = (options: DnfOptions): PackageObserver => {
  const context: DnfContext = { ...options, host: options.host ?? THIS_HOST };
  const { files, patchers } = options;
  return {
    readPackages: async () => await readPackages(context),
    readRepositories: async () =>
      await readInventoryRepositories(context, await releaseOf(context), { refreshed: context.directory, files }),
    refreshMetadata: async () => await refresh(context, files),
    async pendingUpdates() {
      const found = await readDnfRepositories(context);
      const ids = found.ok ? found.value.map(({ id }) => id) : [];
      const metadataAsOf = oldestRefresh(await readRefreshes(context.directory, files), ids);
      return await pendingUpdates(context, { metadataAsOf, release: await releaseOf(context) });
    },
    async packageOrigins({ fingerprint, system }) {
      const read = await readPackages(context);
      if (!read.ok) return { kind: 'unknown', detail: 'the package database cannot be read' };
      // Places in another list would lie.
      if (read.value.database.fingerprint !== fingerprint)
        return { kind: 'unknown', detail: 'the packages changed meanwhile' };
      return await packageOrigins({ context, files, system, fingerprint, packages: read.value.packages });
    },
    otherPatchers: async () => await patchers.found(DNF_PATCHERS),
    propose: async (wish) => await propose(context, { ...wish, files: context.directory }),
  };
};
