// Just enough of ZIP and tar to read the shared data in tests of core, which must not depend on the parsers they judge
// for. Trusts what it reads: the feeds' own readers are the ones that must not.

import { readFileSync } from 'node:fs';
import { inflateRawSync, zstdDecompressSync } from 'node:zlib';

export interface ArchivedFile {
  readonly name: string;
  readonly content: string;
}

const CENTRAL_ENTRY = 0x02014b50;

export function* filesOfZip(path: string): Generator<ArchivedFile> {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  let at = bytes.readUInt32LE(end + 16);
  while (bytes.readUInt32LE(at) === CENTRAL_ENTRY) {
    const method = bytes.readUInt16LE(at + 10);
    const size = bytes.readUInt32LE(at + 20);
    const nameLength = bytes.readUInt16LE(at + 28);
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + size);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    yield { name, content: (method === 0 ? packed : inflateRawSync(packed)).toString('utf8') };
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
}

const BLOCK = 512;
const REGULAR_FILE = /^[0\0]$/;

export function* filesOfZstdTar(path: string): Generator<ArchivedFile> {
  const bytes = zstdDecompressSync(readFileSync(path));
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0; ) {
    const size = Number.parseInt(bytes.toString('latin1', at + 124, at + 135), 8);
    const type = String.fromCharCode(bytes[at + 156] ?? 0);
    const name = bytes.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    const start = at + BLOCK;
    if (REGULAR_FILE.test(type)) yield { name, content: bytes.toString('utf8', start, start + size) };
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
}
