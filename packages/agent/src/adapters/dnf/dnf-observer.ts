import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sha256 } from '@slipway/core/document';
import { type Repository, readOsRelease } from '@slipway/core/inventory';
import { ok } from '@slipway/core/reasons';
import { ifThere } from '../../if-there/index.ts';
import { oldestRefresh, readRefreshes } from '../../kept/index.ts';
import { lastExpiry, readKeys } from '../../key-rings/index.ts';
import type { Clock, DurableFiles, PackageObserver, PatcherUnits, RunCommand } from '../../ports/index.ts';
import { DNF_PATCHERS, type DnfContext, type DnfHost, THIS_HOST } from './host.ts';
import { packageOrigins } from './origins.ts';
import { readPackages } from './packages.ts';
import { pendingUpdates } from './pending.ts';
import { propose } from './propose.ts';
import { refresh } from './refresh.ts';
import { inventoryRepository, type RepositoryRelease, readDnfRepositories } from './repositories.ts';

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
    async readRepositories() {
      const found = await readDnfRepositories(context);
      if (!found.ok) return found;
      const known = await readRefreshes(context.directory, files);
      const release = await releaseOf(context);
      const repositories: Repository[] = [];
      for (const repository of found.value) {
        // Packages are signed here, by whichever of them.
        const keyExpiresAt = lastExpiry(await readKeys(repository.keyFiles), null);
        repositories.push({
          ...inventoryRepository(repository, release),
          ...(keyExpiresAt === undefined ? {} : { keyExpiresAt }),
          lastRefreshedAt: known[repository.id]?.lastFreshAt ?? null,
          refresh: known[repository.id]?.last ?? 'never',
        });
      }
      return ok(repositories);
    },
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

/** The release that repositories are for is the host's own. */
const releaseOf = async ({ host }: Pick<DnfContext, 'host'>): Promise<RepositoryRelease> => {
  for (const path of ['etc/os-release', 'usr/lib/os-release']) {
    const bytes = await ifThere(readFile(join(host.root, path)));
    const os = bytes === null ? null : readOsRelease(bytes.toString('utf8'));
    if (os !== null) return { release: os.release };
  }
  return { release: '' };
};
