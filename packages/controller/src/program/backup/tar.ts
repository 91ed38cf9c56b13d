// The system's tar, by argument list. Debian's base system has it (essential).

import { execFile } from 'node:child_process';

/** A package store of some hundred gigabytes over a slow disk. */
const TAR_MS_MAX = 6 * 3600 * 1000;
const OUTPUT_BYTES_MAX = 64 * 1024;

export const tar = async (args: readonly string[]): Promise<void> => {
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' };
  await new Promise<void>((resolve, reject) => {
    execFile('tar', args, { env, timeout: TAR_MS_MAX, maxBuffer: OUTPUT_BYTES_MAX }, (error, _stdout, stderr) => {
      if (error === null) resolve();
      else reject(new TarFailed(stderr.trim().split('\n')[0] || error.message, { cause: error }));
    });
  });
};

/** With tar's own first words: the rest repeats them. */
export class TarFailed extends Error {
  override readonly name = 'TarFailed';
}
