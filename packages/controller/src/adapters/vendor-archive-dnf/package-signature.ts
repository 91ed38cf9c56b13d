// A package's own signature, by rpmkeys: the program that hosts verify it with, and a key database that holds the keys of its
// publisher and nothing else. The machine's own rpm database is never read.

import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { armouredKeys, type PublicKey } from './keys.ts';

/** The largest packages, some gigabytes, are hashed in half a minute. */
const RPMKEYS_MS_MAX = 300_000;
const SAID_LENGTH_MAX = 300;

/** `null`: one of the keys has signed it, and every hash in it is right. Else what is wrong. `folder` is empty, and ours. */
export const signatureFault = async (
  path: string,
  by: { readonly keys: readonly PublicKey[]; readonly folder: string },
): Promise<string | null> => {
  const database = join(by.folder, 'keys');
  await mkdir(database, { mode: 0o700 });
  const keyFile = join(by.folder, 'keys.asc');
  await writeFile(keyFile, armouredKeys(by.keys));
  const taken = await rpmkeys(['--dbpath', database, '--import', keyFile], by.folder);
  if (taken.status !== 0) return `rpmkeys does not take its publisher's keys: ${taken.said}`;
  // `all`: signature and digests, both; what is missing is as bad as what is wrong.
  const level = ['--define', '_pkgverify_level all'];
  const checked = await rpmkeys(['--dbpath', database, ...level, '--checksig', '--verbose', path], by.folder);
  return checked.status === 0 ? null : checked.said;
};

interface Ended {
  readonly status: number;
  /** The lines that say what is not right, without the path. */
  readonly said: string;
}

const rpmkeys = async (args: readonly string[], home: string): Promise<Ended> =>
  await new Promise((resolve, reject) => {
    // Without a home of the account's, whose macros would count.
    const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', HOME: home };
    execFile('rpmkeys', args, { env, timeout: RPMKEYS_MS_MAX }, (error, stdout, stderr) => {
      if (error !== null && (typeof error.code !== 'number' || error.killed === true)) {
        reject(new Error('rpmkeys could not be run; install the package rpm', { cause: error }));
        return;
      }
      resolve({ status: error === null ? 0 : Number(error.code), said: saidIn(`${stdout}\n${stderr}`) });
    });
  });

const saidIn = (output: string): string => {
  const lines = output.split('\n').map((line) => line.trim());
  const bad = lines.filter((line) => /NOTFOUND|NOKEY|NOTTRUSTED|BAD|error/i.test(line));
  return (bad.length > 0 ? bad : lines.filter((line) => line !== '')).join('; ').slice(0, SAID_LENGTH_MAX);
};
