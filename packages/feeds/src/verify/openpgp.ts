// OpenPGP by gpgv, the program and keyring form that apt uses. Of a clearsigned file the verified text is what gpgv
// hands back, never what was read around it.

import { execFile } from 'node:child_process';
import { access, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { type Instant, instantOfMs } from '@slipway/core/time';

/** Hashing the largest feed takes some seconds. */
const GPGV_MS_MAX = 120_000;

/** Where vendors put a detached signature: after the file's whole name. */
export const SIGNATURE_ENDINGS = ['.asc', '.sig', '.gpg'] as const;

const CLEARSIGNED = '-----BEGIN PGP SIGNED MESSAGE-----';

export const isClearsigned = async (path: string): Promise<boolean> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(CLEARSIGNED.length), 0, CLEARSIGNED.length, 0);
    return buffer.toString('latin1', 0, bytesRead) === CLEARSIGNED;
  } finally {
    await file.close();
  }
};

interface Signed {
  readonly feed: string;
  readonly keyring: string;
}

/** The signed text stands in `output` then. */
export const verifyClearsigned = async (
  paths: { readonly signed: string; readonly output: string },
  by: Signed,
): Promise<Outcome<null>> => await verified(by, ['--output', paths.output, paths.signed]);

export const verifyDetached = async (
  paths: { readonly signature: string; readonly content: string },
  by: Signed,
): Promise<Outcome<null>> => await verified(by, [paths.signature, paths.content]);

export interface Signer {
  /** Of the primary key, in capitals. */
  readonly fingerprint: string;
  readonly signedAt: Instant;
}

/** Who made the detached signature, and when by the signature's own word. */
export const signerOf = async (
  paths: { readonly signature: string; readonly content: string },
  by: Signed,
): Promise<Outcome<Signer>> => {
  const lines = await statusLines(by, [paths.signature, paths.content]);
  if (!lines.ok) return lines;
  // Follows the line of the good signature; the primary key comes last, where a subkey signed.
  const good = lines.value.findIndex((line) => line.startsWith('[GNUPG:] GOODSIG'));
  const words =
    lines.value
      .slice(good)
      .find((line) => line.startsWith('[GNUPG:] VALIDSIG'))
      ?.split(' ') ?? [];
  const [fingerprint, seconds] = [words[11] ?? words[2], words[4]];
  if (fingerprint === undefined || seconds === undefined || !/^\d{9,11}$/.test(seconds))
    return refuse('feed-unsigned', { feed: by.feed, detail: 'its signature does not say when it was made' });
  return ok({ fingerprint: fingerprint.toUpperCase(), signedAt: instantOfMs(Number(seconds) * 1000) });
};

/** A bare keyring name would mean one in gpgv's home. One good signature by a trusted key is enough, and a bad one refuses: during a key change a file carries unknown ones. */
const verified = async (by: Signed, args: readonly string[]): Promise<Outcome<null>> => {
  const lines = await statusLines(by, args);
  return lines.ok ? ok(null) : lines;
};

/** What gpgv says of a file with a good signature. */
const statusLines = async (by: Signed, args: readonly string[]): Promise<Outcome<readonly string[]>> => {
  const no = (detail: string): Outcome<never> => refuse('feed-unsigned', { feed: by.feed, detail });
  if (!(await isReadable(by.keyring))) return no(`the keyring ${by.keyring} cannot be read`);
  const lines = (await gpgv(['--status-fd', '1', '--keyring', resolve(by.keyring), ...args])).split('\n');
  if (lines.some((line) => line.startsWith('[GNUPG:] BADSIG'))) return no('a signature is bad');
  // Not VALIDSIG: that line also follows a signature by a key that has expired or was revoked.
  if (lines.some((line) => line.startsWith('[GNUPG:] GOODSIG'))) return ok(lines);
  const keys = lines.flatMap((line) => /^\[GNUPG:\] NO_PUBKEY (\S+)/.exec(line)?.[1] ?? []);
  return no(keys.length === 0 ? 'it carries no valid signature' : `keys ${keys.join(', ')} are not in its keyring`);
};

const isReadable = async (path: string): Promise<boolean> =>
  await access(path).then(
    () => true,
    () => false,
  );

/** gpgv ends with 2 where any key is unknown; the status lines say which signatures are good. */
const gpgv = async (args: readonly string[]): Promise<string> =>
  await new Promise((done, reject) => {
    const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' };
    execFile('gpgv', args, { env, timeout: GPGV_MS_MAX }, (error, stdout) => {
      if (error !== null && (typeof error.code !== 'number' || error.killed === true)) {
        reject(new Error('gpgv could not be run; install the package gpgv', { cause: error }));
        return;
      }
      done(stdout);
    });
  });
