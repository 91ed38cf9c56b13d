import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from './index.ts';

describe('nodeCrypto', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);

  it('names bytes by their SHA-256 (FIPS 180-2, "abc")', () => {
    expect(nodeCrypto.sha256(Buffer.from('abc'))).toBe(
      'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  it('verifies what the key has signed, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), fc.nat(), (bytes, at, bit) => {
        const signature = sign(null, bytes, privateKey);
        expect(nodeCrypto.verify({ publicKey: raw, bytes, signature })).toBe(true);
        const changed = Uint8Array.from(bytes);
        changed[at % changed.length]! ^= 1 << (bit % 8);
        expect(nodeCrypto.verify({ publicKey: raw, bytes: changed, signature })).toBe(false);
      }),
    );
  });

  it('says no to whatever is not a key or not a signature', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (key, signature) => {
        expect(nodeCrypto.verify({ publicKey: key, bytes: Buffer.from('x'), signature })).toBe(false);
        expect(nodeCrypto.verify({ publicKey: raw, bytes: Buffer.from('x'), signature })).toBe(false);
      }),
    );
  });
});
