// The few pieces of DER (ITU-T X.690) that a certificate request needs.

const tagged = (tag: number, ...contents: readonly Uint8Array[]): Uint8Array => {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.byteLength), content]);
};

const lengthOf = (bytes: number): Uint8Array => {
  if (bytes < 0x80) return Buffer.from([bytes]);
  const digits: number[] = [];
  for (let rest = bytes; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return Buffer.from([0x80 | digits.length, ...digits]);
};

export const sequence = (...contents: readonly Uint8Array[]): Uint8Array => tagged(0x30, ...contents);
export const set = (...contents: readonly Uint8Array[]): Uint8Array => tagged(0x31, ...contents);
export const integerZero = (): Uint8Array => Buffer.from([0x02, 0x01, 0x00]);
export const utf8Text = (text: string): Uint8Array => tagged(0x0c, Buffer.from(text, 'utf8'));
export const bitString = (bytes: Uint8Array): Uint8Array => tagged(0x03, Buffer.from([0]), bytes);
/** `[0] IMPLICIT SET OF`, empty: a request without attributes. */
export const noAttributes = (): Uint8Array => Buffer.from([0xa0, 0x00]);

/** Dotted form; each arc after the first two in base 128. */
export const objectIdentifier = (dotted: string): Uint8Array => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
};

const base128 = (arc: number): readonly number[] => {
  const digits = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift((rest % 128) | 0x80);
  return digits;
};
