// The vendor's signature, by gpgv: the same program and keyring form that apt uses. The verified text is what gpgv hands
// back, never what was read around it.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';

/** A Release file verifies in well under a second. */
const GPGV_MS_MAX = 30_000;

/** One good signature by a trusted key is enough: during a key change a file carries signatures of keys not yet known. */
export const verifyClearsigned = async (options: {
  readonly uri: string;
  readonly bytes: Uint8Array;
  readonly keyrings: readonly string[];
}): Promise<Outcome<string>> => {
  const { uri, bytes, keyrings } = options;
  if (keyrings.length === 0) return refuse('index-unsigned', { uri, detail: 'no keyring is configured' });
  const folder = await mkdtemp(join(tmpdir(), 'slipway-release-'));
  try {
    const signed = join(folder, 'InRelease');
    const text = join(folder, 'Release');
    await writeFile(signed, bytes);
    const status = await gpgv([
      '--status-fd',
      '1',
      ...keyrings.flatMap((keyring) => ['--keyring', keyring]),
      '--output',
      text,
      signed,
    ]);
    const lines = status.split('\n');
    if (lines.some((line) => line.startsWith('[GNUPG:] BADSIG')))
      return refuse('index-unsigned', { uri, detail: 'a signature is bad' });
    if (!lines.some((line) => line.startsWith('[GNUPG:] VALIDSIG')))
      return refuse('index-unsigned', { uri, detail: missing(lines) });
    return ok(await readFile(text, 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const missing = (lines: readonly string[]): string => {
  const keys = lines.flatMap((line) => /^\[GNUPG:\] NO_PUBKEY (\S+)/.exec(line)?.[1] ?? []);
  return keys.length === 0 ? 'it carries no signature' : `keys ${keys.join(', ')} are in no configured keyring`;
};

/** gpgv ends with 2 where any key is unknown; the status lines say which signatures are good. */
const gpgv = async (args: readonly string[]): Promise<string> =>
  await new Promise((resolve, reject) => {
    const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' };
    execFile('gpgv', args, { env, timeout: GPGV_MS_MAX }, (error, stdout) => {
      if (error !== null && (typeof error.code !== 'number' || error.killed === true)) {
        reject(new Error('gpgv could not be run; install the package gpgv', { cause: error }));
        return;
      }
      resolve(stdout);
    });
  });
