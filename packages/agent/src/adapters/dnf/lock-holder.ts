// Who holds dnf's lock or rpm's. rpm locks its database by a record lock, where microdnf and PackageKit meet dnf; dnf's own is a file with the
// number of a process, which counts as long as there is one of that number, for dnf itself too.

import { join } from 'node:path';
import { textIfThere } from '../../if-there/index.ts';
import type { LockHolder, LockHolders } from '../../ports/index.ts';
import type { DnfHost } from './host.ts';

/** Fedora and the newer Enterprise Linux moved the database. */
const RPM_LOCKS = ['var/lib/rpm/.rpm.lock', 'usr/lib/sysimage/rpm/.rpm.lock'] as const;
const DNF_LOCK = 'var/lib/dnf/rpmdb_lock.pid';

export const lockHolder = async ({ root }: Pick<DnfHost, 'root'>, locks: LockHolders): Promise<LockHolder | null> => {
  const ofRpm = await locks.ofFiles(RPM_LOCKS.map((path) => join(root, path)));
  if (ofRpm !== null) return ofRpm;
  const text = (await textIfThere(join(root, DNF_LOCK))) ?? '';
  return /^\d{1,10}$/.test(text.trim()) ? await locks.ofProcess(Number(text)) : null;
};
