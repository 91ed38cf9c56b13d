import { join } from 'node:path';
import type { AptHost } from './host.ts';

/** Of dpkg and apt: whoever installs holds the first, whoever unpacks the second, whoever reads lists the third. */
export const aptLocks = (
  { dpkgAdminDirectory }: Pick<AptHost, 'dpkgAdminDirectory'>,
  aptLists = '/var/lib/apt/lists',
): readonly string[] => [
  join(dpkgAdminDirectory, 'lock-frontend'),
  join(dpkgAdminDirectory, 'lock'),
  join(aptLists, 'lock'),
];
