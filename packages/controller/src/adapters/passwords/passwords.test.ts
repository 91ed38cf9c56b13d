import { describe, expect, it } from 'vitest';
import { argon2Passwords } from './index.ts';

const passwords = argon2Passwords();

describe('a password', () => {
  it('fits its own hash and no other, and is hashed differently each time', async () => {
    const [first, second] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(first).not.toBe(second);
    expect(await passwords.fits('correct horse', first)).toBe(true);
    expect(await passwords.fits('correct horsf', first)).toBe(false);
    expect(await passwords.fits('', first)).toBe(false);
  });

  it('is that of the reference program: argon2 -id -t 2 -k 32 -p 1', async () => {
    // Of the reference implementation's own test vectors: password "password", salt "somesalt".
    const known = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    expect(await passwords.fits('password', known)).toBe(true);
    expect(await passwords.fits('passwore', known)).toBe(false);
  });

  it('is the same however its letters are composed', async () => {
    expect(await passwords.fits('gru\u0308n', await passwords.hash('gr\u00fcn'))).toBe(true);
  });

  it.each([
    ['nothing', null],
    ['what cannot be read', 'plain'],
    ['another kind', '$argon2i$v=19$m=65536,t=3,p=1$aaaa$aaaa'],
  ])('fits not %s, and takes as long', async (_what, hash) => {
    const began = performance.now();
    expect(await passwords.fits('correct horse', hash)).toBe(false);
    expect(performance.now() - began).toBeGreaterThan(20);
  });
});
