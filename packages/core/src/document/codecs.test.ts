import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asDigest } from '../ids/index.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { bytesOfDigest } from './digest.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('base64', () => {
  // RFC 4648, section 10.
  it.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ])('%j is %j', (text, encoded) => {
    expect(encodeBase64(ascii(text))).toBe(encoded);
    expect(decodeBase64(encoded)).toEqual(ascii(text));
  });

  it.each([
    ['no padding', 'Zg'],
    ['half the padding', 'Zg='],
    ['too much padding', 'Zg==='],
    ['only padding', '===='],
    ['padding within', 'Zg==Zg=='],
    ['one digit', 'Z==='],
    ['stray bits behind one byte', 'Zh=='],
    ['stray bits behind two bytes', 'Zm9='],
    ['a blank', 'Zm9 '],
    ['a line end', 'Zm9v\n'],
    ['the alphabet for URLs', '_-8='],
    ['a character beyond a byte', 'Zm9\u0156'],
  ])('refuses %s', (_name, text) => {
    expect(decodeBase64(text)).toBeNull();
  });

  it('agrees with Node on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(encodeBase64(bytes)).toBe(text);
        expect(decodeBase64(text)).toEqual(bytes);
      }),
    );
  });

  it('accepts no second text for the same bytes', () => {
    const alphabet = fc.string({ unit: fc.constantFrom(...Array.from('ABYZabyz019+/=_- \n')), maxLength: 12 });
    fc.assert(
      fc.property(alphabet, (text) => {
        const bytes = decodeBase64(text);
        expect(bytes === null ? text : encodeBase64(bytes)).toBe(text);
      }),
    );
  });
});

describe('UTF-8', () => {
  it('agrees with Node on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect([...encodeUtf8(text)]).toEqual([...Buffer.from(text, 'utf8')]);
        expect(decodeUtf8(encodeUtf8(text))).toBe(text);
      }),
    );
  });

  it('keeps a byte order mark', () => {
    expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa');
  });

  it('has no bytes for a lone surrogate', () => {
    expect(() => encodeUtf8('\ud800')).toThrow('surrogate');
  });

  it.each([
    ['a stray continuation', [0x80]],
    ['a cut sequence', [0xe2, 0x82]],
    ['an overlong form', [0xc0, 0xaf]],
    ['an encoded surrogate', [0xed, 0xa0, 0x80]],
    ['beyond the last code point', [0xf4, 0x90, 0x80, 0x80]],
  ])('refuses %s', (_name, bytes) => {
    expect(decodeUtf8(Uint8Array.from(bytes))).toBeNull();
  });
});

describe('bytesOfDigest', () => {
  it('reads hexadecimal digits', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        expect(bytesOfDigest(asDigest(`sha256:${Buffer.from(bytes).toString('hex')}`))).toEqual(bytes);
      }),
    );
  });
});
