import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOk } from '../run.ts';

/** Key generation wants random numbers, which a fresh virtual machine may take a moment to have. */
const GPG_TIMEOUT_MS = 60_000;
const IDENTITY = 'Slipway Lab <lab@slipway.invalid>';

/** Makes the repository's key in `keyDirectory` and answers its public half, binary, as apt's Signed-By wants it. */
export async function makeSigningKey(keyDirectory: string): Promise<Uint8Array> {
  await mkdir(keyDirectory, { recursive: true });
  await chmod(keyDirectory, 0o700);
  const publicKey = join(keyDirectory, 'public.gpg');
  await withKeys(keyDirectory, async (gpg) => {
    await gpg('--passphrase', '', '--quick-generate-key', IDENTITY, 'ed25519', 'sign', 'never');
    await gpg('--yes', '--output', publicKey, '--export', IDENTITY);
  });
  return readFile(publicKey);
}

/** InRelease (signed in place) and Release.gpg (beside it) for a Release file. */
export async function signRelease(
  keyDirectory: string,
  files: { readonly release: string; readonly inRelease: string; readonly detached: string },
): Promise<void> {
  await withKeys(keyDirectory, async (gpg) => {
    await gpg('--yes', '--output', files.detached, '--armor', '--detach-sign', files.release);
    await gpg('--yes', '--output', files.inRelease, '--clear-sign', files.release);
  });
}

/** gpg starts an agent per key directory; it is asked to end, so that no process of ours stays behind. */
async function withKeys(
  keyDirectory: string,
  work: (gpg: (...args: readonly string[]) => Promise<string>) => Promise<void>,
): Promise<void> {
  try {
    await work((...args) =>
      runOk(['gpg', '--batch', '--no-tty', '--homedir', keyDirectory, ...args], { timeoutMs: GPG_TIMEOUT_MS }),
    );
  } finally {
    await runOk(['gpgconf', '--homedir', keyDirectory, '--kill', 'all'], { timeoutMs: GPG_TIMEOUT_MS });
  }
}
