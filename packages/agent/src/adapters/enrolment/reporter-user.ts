// Who the reporter is on this host.

import { readFile } from 'node:fs/promises';
import type { User } from './reporter-files.ts';

/** From the user database itself: the package's postinst made the user. */
export const reporterUser = async (): Promise<User | null> => {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((entry) => entry.startsWith('slipway:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
};
