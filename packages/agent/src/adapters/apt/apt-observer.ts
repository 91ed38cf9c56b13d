import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sha256 } from '@slipway/core/document';
import { ok } from '@slipway/core/reasons';
import { oldestRefresh, readRefreshes } from '../../kept/index.ts';
import type { Clock, DurableFiles, PackageObserver, PatcherUnits, RunCommand } from '../../ports/index.ts';
import { type AptContext, type AptHost, THIS_HOST } from './host.ts';
import { packageOrigins } from './origins-look.ts';
import { readPackages } from './packages.ts';
import { aptPatchers } from './patchers.ts';
import { pendingUpdates } from './pending.ts';
import { propose } from './propose.ts';
import { refresh } from './refresh.ts';
import { readSources, withRefreshes } from './repositories.ts';
import { prepareSources } from './sources.ts';

export interface AptOptions {
  readonly run: RunCommand;
  readonly files: DurableFiles;
  readonly clock: Pick<Clock, 'now'>;
  readonly sha256: Sha256;
  /** Of this adapter alone, kept over restarts; made if it is not there. No blanks in its path. */
  readonly directory: string;
  /** Program and arguments that lead to `runAptHook`, for example `[process.execPath, '…/main.ts', 'apt-hook']`. No blanks. */
  readonly hookCommand: readonly string[];
  readonly patchers: PatcherUnits;
  /** The package database of this host unless a test brings its own. */
  readonly host?: AptHost;
}

export interface AptObserverOptions extends AptOptions {
  /** As `hookCommand`, to `lookForOrigins`. */
  readonly originsCommand: readonly string[];
}

/** Needs no privilege, and changes nothing but its own directory. */
export const createAptObserver = (options: AptObserverOptions): PackageObserver => {
  const context: AptContext = { ...options, host: options.host ?? THIS_HOST };
  const prepare = async (): Promise<void> => {
    await mkdir(context.directory, { recursive: true });
    await prepareSources(context);
  };
  return {
    readPackages: async () => await readPackages(context),
    async readRepositories() {
      await prepare();
      const sources = await readSources(context);
      return sources.ok ? ok(await withRefreshes(sources.value, context.directory, options.files)) : sources;
    },
    async refreshMetadata() {
      await prepare();
      return await refresh(context, options.files);
    },
    async pendingUpdates() {
      await prepare();
      const known = await readRefreshes(context.directory, options.files);
      return await pendingUpdates(context, oldestRefresh(known, Object.keys(known)));
    },
    async packageOrigins({ fingerprint, system }) {
      const { files, originsCommand } = options;
      return await packageOrigins({ context, files, system, fingerprint, command: originsCommand });
    },
    otherPatchers: async () => await options.patchers.found(aptPatchers(context)),
    async propose(wish) {
      // A flat repository of nothing but the index: a simulation asks for no package file.
      const repository = join(context.directory, 'proposal');
      await mkdir(repository, { recursive: true });
      await copyFile(wish.indexPath, join(repository, 'Packages'));
      return await propose(context, { ...wish, repository });
    },
  };
};
