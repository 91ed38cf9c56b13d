import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readOsRelease } from '@slipway/core/inventory';
import { ifThere } from '../../if-there/index.ts';
import type { DnfContext } from './host.ts';
import type { RepositoryRelease } from './repositories.ts';

/** The release that repositories are for is the host's own. */
export const releaseOf = async ({ host }: Pick<DnfContext, 'host'>): Promise<RepositoryRelease> => {
  for (const path of ['etc/os-release', 'usr/lib/os-release']) {
    const bytes = await ifThere(readFile(join(host.root, path)));
    const os = bytes === null ? null : readOsRelease(bytes.toString('utf8'));
    if (os !== null) return { release: os.release };
  }
  return { release: '' };
};
