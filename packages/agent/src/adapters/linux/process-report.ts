// Another user's maps may only be read by root. The reporter is not root, so root leaves what it saw in a file: a short
// program of the agent's package writes it, the reporter reads it.

import type { StaleProcess } from '@slipway/core/inventory';
import { type Instant, isInstant } from '@slipway/core/time';
import type { DurableFiles, FileOwners } from '../../ports/index.ts';
import type { ProcessLook } from './processes.ts';

export interface ProcessReport {
  readonly at: Instant;
  readonly bootId: string;
  readonly stale: readonly StaleProcess[];
}

/** Names of programs and of libraries: nothing that `ps` would not show. */
const MODE = 0o644;
const BYTES_MAX = 16 * 1024 * 1024;

export const writeProcessReport = async (options: {
  readonly files: DurableFiles;
  readonly path: string;
  readonly look: ProcessLook;
  readonly ownersOf: FileOwners;
  readonly at: Instant;
  readonly bootId: string;
}): Promise<void> => {
  const { files, path, look, ownersOf, at, bootId } = options;
  const report: ProcessReport = { at, bootId, stale: await withPackages(look.stale, ownersOf) };
  await files.write(path, JSON.stringify(report), MODE);
};

/** What runs old code of which packages. Where the owners cannot be told the processes are told all the same. */
const withPackages = async (stale: readonly StaleProcess[], ownersOf: FileOwners): Promise<readonly StaleProcess[]> => {
  try {
    const owners = await ownersOf(new Set(stale.flatMap(({ files }) => files)));
    return stale.map((found) => ({
      ...found,
      // A container's files are those of its image, whatever the host's own of that name.
      packages:
        found.owner?.kind === 'container'
          ? []
          : [...new Set(found.files.flatMap((file) => owners.get(file) ?? []))].sort(),
    }));
  } catch {
    return stale;
  }
};

/** `null`: none, none that can be read, or one of an earlier boot. */
export const readProcessReport = async (options: {
  readonly files: Pick<DurableFiles, 'read'>;
  readonly path: string;
  readonly bootId: string;
}): Promise<ProcessReport | null> => {
  const bytes = await options.files.read(options.path, BYTES_MAX);
  if (bytes === null) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return isReport(value) && value.bootId === options.bootId ? value : null;
  } catch {
    return null;
  }
};

/** Root wrote it; this only tells a report from a half or a foreign file. */
const isReport = (value: unknown): value is ProcessReport =>
  typeof value === 'object' &&
  value !== null &&
  'at' in value &&
  typeof value.at === 'string' &&
  isInstant(value.at) &&
  'bootId' in value &&
  'stale' in value &&
  Array.isArray(value.stale) &&
  value.stale.every(isStaleProcess);

const isStaleProcess = (value: unknown): value is StaleProcess =>
  typeof value === 'object' &&
  value !== null &&
  'pid' in value &&
  typeof value.pid === 'number' &&
  'executable' in value &&
  typeof value.executable === 'string' &&
  'unit' in value &&
  'files' in value &&
  Array.isArray(value.files);
