// Programs of the system that the controller calls by name.

import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Examined } from '@slipway/core/soundness';

/** With the Debian package that each is in. */
const ALWAYS = [
  ['gpgv', 'gpgv'],
  ['xz', 'xz-utils'],
] as const;
/** Where somebody trusts a publisher of rpm packages. */
const FOR_RPM = ['rpmkeys', 'rpm'] as const;

export const examinePrograms = async (dataDirectory: string, path: string): Promise<readonly Examined[]> => {
  const wanted = (await hasArmouredKeys(dataDirectory)) ? [...ALWAYS, FOR_RPM] : ALWAYS;
  const missing: Examined[] = [];
  for (const [program, packageName] of wanted) {
    if (await isThere(program, path)) continue;
    const next = `install the Debian package ${packageName}`;
    missing.push({ part: 'programs', is: 'wrong', says: `${program} is not on this machine`, next });
  }
  if (missing.length > 0) return missing;
  const names = wanted.map(([program]) => program).join(', ');
  return [{ part: 'programs', is: 'well', says: `${names} are on this machine`, next: null }];
};

const hasArmouredKeys = async (dataDirectory: string): Promise<boolean> => {
  try {
    return (await readdir(join(dataDirectory, 'keyrings'))).some((name) => name.endsWith('.asc'));
  } catch (error) {
    // No folder, no keys; one that cannot be read is told with the rights.
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
};

const isThere = async (program: string, path: string): Promise<boolean> => {
  for (const folder of path.split(delimiter)) {
    try {
      await access(join(folder, program), constants.X_OK);
      return true;
    } catch {
      // Then in one of the others.
    }
  }
  return false;
};
