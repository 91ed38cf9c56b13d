import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Signs packages and metadata as a vendor does, by a key of its own. */
export interface RpmSigner {
  /** Armoured, as it lies in /etc/pki/rpm-gpg. */
  readonly publicKey: string;
  readonly fingerprint: string;
  readonly signPackage: (path: string) => void;
  /** Writes `FILE.asc` beside it. */
  readonly signFile: (path: string) => void;
  /** Writes `FILE` beside it, as a signature and its text in one. */
  readonly signInline: (path: string, file: string) => void;
}

/** `expires`: as gpg reads it: `never`, `2027-01-01`, `30d`. */
export const makeSigner = (
  folder: string,
  userId = 'Made Linux 9 <packager@made.example>',
  expires = 'never',
): RpmSigner => {
  const home = join(folder, 'gpg');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', GNUPGHOME: home, HOME: folder };
  const gpg = (...args: readonly string[]): string =>
    execFileSync('/usr/bin/gpg', ['--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', '', ...args], {
      env,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  gpg('--quick-generate-key', userId, 'rsa2048', 'sign', expires);
  const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(gpg('--with-colons', '--list-keys'))?.[1];
  if (fingerprint === undefined) throw new Error('gpg made no key');
  return {
    publicKey: gpg('--armor', '--export', fingerprint),
    fingerprint,
    signPackage(path) {
      const defines = [
        '--define',
        `_gpg_name ${fingerprint}`,
        // Debian's rpm names no program.
        '--define',
        '__gpg /usr/bin/gpg',
        '--define',
        '_gpg_sign_cmd_extra_args --batch --pinentry-mode loopback',
      ];
      execFileSync('/usr/bin/rpmsign', [...defines, '--addsign', path], { env, stdio: 'pipe' });
    },
    signInline: (path, file) => void gpg('--armor', '--yes', '--clearsign', '--output', file, path),
    signFile: (path) => void gpg('--armor', '--yes', '--detach-sign', '--output', `${path}.asc`, path),
  };
};
