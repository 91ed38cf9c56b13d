import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runOk } from '../run.ts';

/** Key generation wants random numbers, which a fresh virtual machine may take a moment to have. */
const GPG_TIMEOUT_MS = 60_000;
const IDENTITY = 'Slipway Lab <lab@slipway.invalid>';

/** Makes the repository's key in `keyDirectory`, with its public half as apt's Signed-By wants it and as dnf's gpgkey does. */
export async function makeSigningKey(keyDirectory: string): Promise<void> {
  await mkdir(keyDirectory, { recursive: true });
  await chmod(keyDirectory, 0o700);
  await withKeys(keyDirectory, async (gpg) => {
    await gpg('--passphrase', '', '--quick-generate-key', IDENTITY, 'ed25519', 'sign', 'never');
    await gpg('--yes', '--output', join(keyDirectory, 'public.gpg'), '--export', IDENTITY);
    await gpg('--yes', '--output', join(keyDirectory, 'public.asc'), '--armor', '--export', IDENTITY);
  });
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

/** `FILE.asc` beside a file: what dnf looks for beside repomd.xml. */
export async function signBeside(keyDirectory: string, file: string): Promise<void> {
  await withKeys(keyDirectory, async (gpg) => {
    await gpg('--yes', '--output', `${file}.asc`, '--armor', '--detach-sign', file);
  });
}

/** A signature inside the package, in place. */
export async function signRpm(keyDirectory: string, file: string): Promise<void> {
  // Debian's rpm names no program to sign with.
  const macros = { _gpg_name: IDENTITY, __gpg: '/usr/bin/gpg', _gpg_sign_cmd_extra_args: '--batch --no-tty' };
  const defines = Object.entries(macros).flatMap(([macro, value]) => ['--define', `${macro} ${value}`]);
  await withKeys(keyDirectory, async () => {
    await runOk(['rpmsign', ...defines, '--addsign', file], {
      timeoutMs: GPG_TIMEOUT_MS,
      env: { GNUPGHOME: keyDirectory, HOME: keyDirectory },
    });
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
