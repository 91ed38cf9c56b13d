// One program to its end, for the build.

import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

/** Compressing 130 MB with xz takes about a minute on a slow core. */
const BUILD_MS_MAX = 10 * 60_000;

/** Throws with the program's own last words. Answers stdout. */
export const run = async (
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const env = { PATH: process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', ...environment };
  try {
    const { stdout } = await execFileAsync(program, args, { env, timeout: BUILD_MS_MAX, maxBuffer: 16 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const words = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(`${program} ${args[0] ?? ''} failed: ${words}`, { cause: error });
  }
};

export const isInstalled = async (program: string): Promise<boolean> => {
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => folder !== '');
  const there = await Promise.all(
    folders.map(async (folder) => {
      try {
        await access(join(folder, program), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    }),
  );
  return there.includes(true);
};
