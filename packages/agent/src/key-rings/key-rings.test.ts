// Held against gpg's own reading of the same files.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithout } from '@slipway/testkit/absence';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { issuersIn, keysIn, lastExpiry, readKeys } from './index.ts';

const KEYRINGS = '/usr/share/keyrings';
const gpg = (home: string, ...args: readonly string[]): string =>
  execFileSync('/usr/bin/gpg', ['--batch', '--quiet', '--homedir', home, ...args], { encoding: 'utf8', stdio: 'pipe' });

/** As gpg tells them: `pub:-:4096:1:B7C5…:1674301461:1926589461:…`. */
const byGpg = (home: string, path: string) =>
  gpg(home, '--show-keys', '--with-colons', path)
    .split('\n')
    .filter((line) => /^(?:pub|sub):/.test(line))
    .map((line) => line.split(':'))
    .map(([, , , , keyId = '', , end = '']) => ({
      keyId: keyId.toLowerCase(),
      expiresAtSeconds: end === '' ? null : Number(end),
    }));

const inHome = (test: (home: string) => void): void => {
  const home = mkdtempSync(join(tmpdir(), 'gpg-'));
  try {
    test(home);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

describe('keys of a ring', () => {
  it('expire when gpg says so, in every keyring of this machine', (context) => {
    if (statSync('/usr/bin/gpg', { throwIfNoEntry: false }) === undefined)
      endWithout('this machine has no gpg', context);
    const names = readdirSync(KEYRINGS).filter((name) => /\.(?:gpg|asc|pgp)$/.test(name));
    if (names.length === 0) endWithout('this machine has no keyrings', context);
    inHome((home) => {
      for (const name of names) {
        const path = join(KEYRINGS, name);
        const known = byGpg(home, path);
        const expiry = new Map(
          keysIn(readFileSync(path)).map(({ keyId, expiresAtSeconds }) => [keyId, expiresAtSeconds]),
        );
        // Of a subkey gpg tells its own end alone; ours is that of the key above it where that is earlier.
        for (const { keyId, expiresAtSeconds } of known) {
          const ours = expiry.get(keyId);
          expect(ours === expiresAtSeconds || (ours ?? 0) < (expiresAtSeconds ?? Number.POSITIVE_INFINITY)).toBe(true);
        }
        expect(expiry.size).toBe(known.length);
      }
    });
  });

  it('C40: live as their newest signature of their own says; a subkey no longer than the key above it', (context) => {
    if (statSync('/usr/bin/gpg', { throwIfNoEntry: false }) === undefined)
      endWithout('this machine has no gpg', context);
    inHome((home) => {
      const make = (...args: readonly string[]) =>
        gpg(home, '--pinentry-mode', 'loopback', '--passphrase', '', ...args);
      make('--quick-generate-key', 'Made <a@made.example>', 'ed25519', 'cert', '20400101T000000');
      const id = /^fpr:+([0-9A-F]{40}):/m.exec(gpg(home, '--with-colons', '--list-keys'))?.[1] ?? '';
      make('--quick-add-key', id, 'ed25519', 'sign', '20450101T000000');
      const ends = (armoured: boolean) =>
        keysIn(
          execFileSync('/usr/bin/gpg', ['--homedir', home, ...(armoured ? ['--armor'] : []), '--export', id], {
            stdio: 'pipe',
          }),
        ).map(({ expiresAtSeconds }) => new Date((expiresAtSeconds ?? 0) * 1000).getUTCFullYear());
      expect([ends(true), ends(false)]).toEqual([
        [2040, 2040],
        [2040, 2040],
      ]);
      make('--quick-set-expire', id, '20420101T000000');
      expect(ends(true)).toEqual([2042, 2042]);
      make('--quick-set-expire', id, 'never');
      expect(ends(true)).toEqual([1970, 2045]);
    });
  });

  it('are those that may sign: the last that expires counts, and one that never does', () => {
    const keys = [
      { keyId: 'a', expiresAtSeconds: 100 },
      { keyId: 'b', expiresAtSeconds: 200 },
      { keyId: 'c', expiresAtSeconds: null },
    ];
    expect(lastExpiry(keys, new Set(['a', 'b']))).toBe('1970-01-01T00:03:20.000Z');
    expect([lastExpiry(keys, null), lastExpiry(keys, new Set(['d'])), lastExpiry([], null)]).toEqual([
      null,
      undefined,
      undefined,
    ]);
  });

  it('are none in what is none, whatever it is, and in what is not there', async () => {
    expect(await readKeys(['/nowhere/at/all.gpg'])).toEqual([]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect([Array.isArray(keysIn(bytes)), issuersIn(bytes) instanceof Set]).toEqual([true, true]);
      }),
    );
  });

  it('are read from a ring that was cut anywhere', (context) => {
    const [name] = readdirSync(KEYRINGS).filter((one) => one.endsWith('.gpg'));
    if (name === undefined) return endWithout('this machine has no keyrings', context);
    const bytes = readFileSync(join(KEYRINGS, name));
    fc.assert(
      fc.property(fc.nat(bytes.length), fc.nat(255), (at, value) => {
        const changed = Buffer.from(bytes);
        changed[at % bytes.length] = value;
        for (const one of [bytes.subarray(0, at), changed]) expect(Array.isArray(keysIn(one))).toBe(true);
      }),
    );
  });
});
