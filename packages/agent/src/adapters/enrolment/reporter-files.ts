// The reporter's own files, made at enrolment by root in a folder that belongs to the reporter.

import { chown, mkdir } from 'node:fs/promises';
import type { DurableFiles } from '../../ports/index.ts';

export interface User {
  readonly uid: number;
  readonly gid: number;
}

export interface ReporterFiles {
  /** In a folder of root's. */
  readonly directory: string;
  readonly files: readonly { readonly path: string; readonly content: string; readonly mode: number }[];
  readonly folders: readonly string[];
}

/**
 * With the reporter's rights and not root's: whoever has taken that user over may have left a link to `/etc` where a
 * folder belongs, or put one there between two calls, and root would hand over what it leads to.
 */
export const keepReporterFiles = async (
  files: Pick<DurableFiles, 'write'>,
  owner: User,
  { directory, ...wanted }: ReporterFiles,
): Promise<void> => {
  const isNew = (await mkdir(directory, { recursive: true, mode: 0o750 })) !== undefined;
  if (isNew) await chown(directory, owner.uid, owner.gid);
  await withRightsOf(owner, async () => {
    for (const { path, content, mode } of wanted.files) await files.write(path, content, mode);
    for (const folder of wanted.folders) await mkdir(folder, { recursive: true, mode: 0o755 });
  });
};

/** The whole process has these rights meanwhile; nothing else must be under way in it. */
const withRightsOf = async (user: User, work: () => Promise<void>): Promise<void> => {
  const { getegid, geteuid, getgroups, setegid, seteuid, setgroups } = process;
  if (!getegid || !geteuid || !getgroups || !setegid || !seteuid || !setgroups) throw new Error('no POSIX system');
  const own = { uid: geteuid(), gid: getegid(), groups: getgroups() };
  setgroups([user.gid]);
  setegid(user.gid);
  seteuid(user.uid);
  try {
    await work();
  } finally {
    seteuid(own.uid);
    setegid(own.gid);
    setgroups(own.groups);
  }
};
