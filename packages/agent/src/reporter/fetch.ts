// Files of the package store into the cache, each once.

import type { PackageFile } from '@slipway/core/patch-set';
import { type Outcome, ok } from '@slipway/core/reasons';
import type { ReporterPorts } from './reporter-ports.ts';

type FetchPorts = Pick<ReporterPorts, 'content' | 'link'>;

/**
 * At once: what is small waits mostly for the way there and back and for its sync to the disk. The line has four connections, of which
 * one stays free; many hosts of a site share their link, and more would take it from them.
 */
const FETCHES_MAX = 3;

/**
 * Some at once. After the first that could not be had none is begun; it answers, or throws, when the others that had begun are over, so
 * that nothing of it goes on behind the next round.
 */
export const fetchFiles = async (ports: FetchPorts, files: readonly PackageFile[]): Promise<Outcome<void>> => {
  const waiting = [...new Map(files.map((file) => [file.sha256, file])).values()];
  let refused: Outcome<void> = ok(undefined);
  let failed = false;
  const fetchNext = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined && refused.ok && !failed; file = waiting.shift()) {
      const fetched = await fetchFile(ports, file).catch((error: unknown) => {
        failed = true;
        throw error;
      });
      if (!fetched.ok && refused.ok) refused = fetched;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: FETCHES_MAX }, fetchNext));
  const broken = ends.find((end) => end.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
  return refused;
};

export const fetchFile = async (ports: FetchPorts, file: PackageFile): Promise<Outcome<string>> => {
  const found = await ports.content.find(file.sha256);
  return found === null ? await ports.content.store(file, ports.link.fetchContent(file.sha256)) : ok(found);
};
