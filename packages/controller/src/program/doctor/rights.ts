// Whom the data directory belongs to, and what in it must be closed: a row each. docs/operator/rights-and-ports.md has them in words.

import { access, constants, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Examined, type FoundFile, judgeRights, type Right } from '@slipway/core/soundness';

const ROOT: Right['owner'] = { uid: 0, name: 'root' };

/** The controller's user, whoever that is; `null`: there is no such directory. `closed`: not for whoever asks to look into. */
export const directoryOwner = async (dataDirectory: string): Promise<Right['owner'] | 'closed' | null> => {
  try {
    const found = await look(dataDirectory);
    if (found === null) return null;
    await access(dataDirectory, constants.R_OK | constants.X_OK);
    return { uid: found.uid, name: `user ${found.uid}` };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EACCES') return 'closed';
    throw error;
  }
};

export const examineRights = async (
  dataDirectory: string,
  owner: Right['owner'],
  passwordFile: string | null,
): Promise<readonly Examined[]> => {
  const closed = (path: string, optional: boolean): Right => ({ path, owner, closedTo: 'everybody-else', optional });
  const below = (name: string): string => join(dataDirectory, name);
  const rows: Right[] = [
    closed(dataDirectory, false),
    closed(below('keys'), false),
    ...(await filesOf(below('keys'))).map((path) => closed(path, false)),
    closed(below('credentials'), true),
    ...(await filesOf(below('credentials'))).map((path) => closed(path, false)),
    ...(passwordFile === null ? [] : [closed(passwordFile, false)]),
    // What they say is done as the controller; its own user must not be able to change them either.
    ...[below('out-of-band.d'), ...(await filesOf(below('out-of-band.d')))].map(
      (path): Right => ({ path, owner: ROOT, closedTo: 'others-writing', optional: true }),
    ),
  ];
  return judgeRights(await Promise.all(rows.map(async (row) => [row, await look(row.path)] as const)));
};

const filesOf = async (folder: string): Promise<readonly string[]> => {
  try {
    return (await readdir(folder)).sort().map((name) => join(folder, name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
};

const look = async (path: string): Promise<FoundFile> => {
  try {
    const found = await lstat(path);
    return { uid: found.uid, mode: found.mode, isLink: found.isSymbolicLink() };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
};
