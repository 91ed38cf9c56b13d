import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { armouredKeys, binaryKeyring, keysIn } from './keys.ts';

let home: string;
const gpg = (...args: readonly string[]): Buffer =>
  execFileSync(
    'gpg',
    ['--homedir', home, '--batch', '--no-tty', '--pinentry-mode', 'loopback', '--passphrase', '', ...args],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
const fingerprints = (): readonly string[] =>
  [
    ...gpg('--with-colons', '--list-keys')
      .toString()
      .matchAll(/^pub:[\s\S]*?^fpr:+(\w+):/gm),
  ].map(([, one = '']) => one);

beforeAll(() => {
  home = join(mkdtempSync(join(tmpdir(), 'slipway-keys-')), 'gnupg');
  mkdirSync(home, { mode: 0o700 });
  gpg('--quick-generate-key', 'Red Hat, Inc. (release key 2) <security@example.invalid>', 'rsa2048', 'sign', 'never');
  gpg('--quick-generate-key', 'AlmaLinux OS 9 <packager@example.invalid>', 'ed25519', 'sign', 'never');
  for (const one of fingerprints()) gpg('--quick-add-key', one, 'rsa2048', 'encr', 'never');
});
afterAll(() => {
  execFileSync('gpgconf', ['--homedir', home, '--kill', 'gpg-agent']);
  rmSync(join(home, '..'), { recursive: true });
});

describe('keys', () => {
  it('are known by fingerprint and publisher, binary or armoured, several in one file or block', () => {
    const known = fingerprints().map((fingerprint, at) => ({
      fingerprint,
      publisher: ['Red Hat, Inc.', 'AlmaLinux OS 9'][at],
    }));
    expect(known).toHaveLength(2);
    const separate = fingerprints().map((one) => gpg('--armor', '--export', one).toString());
    for (const file of [
      gpg('--export'),
      gpg('--armor', '--export'),
      Buffer.from(`A key:\n${separate.join('and\r\n')}`),
    ])
      expect(keysIn(file)).toMatchObject(known);
  });

  it('are for gpgv and rpmkeys what they were', () => {
    const keys = keysIn(gpg('--export'));
    expect(Buffer.from(binaryKeyring(keys))).toEqual(gpg('--export'));
    const [path, database] = [join(home, 'armoured.asc'), join(home, 'rpm')];
    writeFileSync(path, armouredKeys(keys));
    mkdirSync(database);
    execFileSync('rpmkeys', ['--dbpath', database, '--import', path]);
    const imported = execFileSync('rpm', ['--dbpath', database, '-qa', 'gpg-pubkey'], { encoding: 'utf8' });
    expect(imported.trim().split('\n')).toHaveLength(2);
  });

  it('are none in what is no key, whatever it is', () => {
    const whole = gpg('--export');
    fc.assert(
      fc.property(fc.nat(whole.length), fc.uint8Array({ maxLength: 30 }), (at, bytes) => {
        const file = Buffer.concat([whole.subarray(0, at), bytes, whole.subarray(at + bytes.length)]);
        for (const key of keysIn(file)) expect(key.fingerprint).toMatch(/^[0-9A-F]{40}$/);
        expect(keysIn(bytes)).toEqual([]);
      }),
    );
    expect(
      keysIn(Buffer.from('-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n!!!\n-----END PGP PUBLIC KEY BLOCK-----\n')),
    ).toEqual([]);
  });
});
