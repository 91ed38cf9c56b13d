// The keys that the installation trusts, out of OpenPGP files, binary or armoured (RFC 4880): by fingerprint, and by the name
// under which hosts know who publishes a repository.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

export interface PublicKey {
  /** Of the primary key, in capitals. */
  readonly fingerprint: string;
  /** The name in the first user id, up to ` (` or ` <`. */
  readonly publisher: string;
  /** The key with all that belongs to it. */
  readonly packets: Uint8Array;
}

/** Of every file; one without a key is an empty list, and one that cannot be read a broken installation. */
export const readKeys = async (paths: readonly string[]): Promise<readonly PublicKey[]> => {
  const keys = new Map<string, PublicKey>();
  for (const path of paths) for (const key of keysIn(await readFile(path))) keys.set(key.fingerprint, key);
  return [...keys.values()];
};

/** As gpgv reads it. */
export const binaryKeyring = (keys: readonly PublicKey[]): Uint8Array =>
  Buffer.concat(keys.map(({ packets }) => packets));

/** As rpmkeys reads it: one block per key. */
export const armouredKeys = (keys: readonly PublicKey[]): string =>
  keys
    .map(({ packets }) => {
      const body = Buffer.from(packets)
        .toString('base64')
        .replaceAll(/.{1,64}/g, '$&\n');
      return `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${body}=${checksum(packets)}\n-----END PGP PUBLIC KEY BLOCK-----\n`;
    })
    .join('');

const PUBLIC_KEY = 6;
const USER_ID = 13;
/** The only version that keys of repositories have, and whose fingerprint is a SHA-1. */
const VERSION = 4;

export const keysIn = (content: Uint8Array): readonly PublicKey[] => {
  const bytes = withoutArmour(content);
  const packets = [...packetsOf(bytes)];
  const starts = packets.flatMap(({ tag }, at) => (tag === PUBLIC_KEY ? [at] : []));
  return starts.flatMap((first, at) => {
    const own = packets.slice(first, starts[at + 1]);
    return keyOf(bytes, own) ?? [];
  });
};

const keyOf = (bytes: Uint8Array, packets: readonly Packet[]): PublicKey | null => {
  const [primary] = packets;
  const last = packets.at(-1);
  const userId = packets.find(({ tag }) => tag === USER_ID);
  if (primary === undefined || last === undefined || userId === undefined || primary.body[0] !== VERSION) return null;
  const publisher = publisherIn(Buffer.from(userId.body).toString('utf8'));
  if (publisher === '') return null;
  return { fingerprint: fingerprintOf(primary.body), publisher, packets: bytes.slice(primary.start, last.end) };
};

/** `AlmaLinux OS 9` of `AlmaLinux OS 9 <packager@almalinux.org>`, `Fedora` of `Fedora (40) <…>`. */
const publisherIn = (userId: string): string => (userId.split(/ [(<]/, 1)[0] ?? '').trim();

/** RFC 4880, 12.2. */
const fingerprintOf = (body: Uint8Array): string => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.byteLength & 0xffff);
  return createHash('sha1').update(Buffer.of(0x99)).update(length).update(body).digest('hex').toUpperCase();
};

interface Packet {
  readonly tag: number;
  readonly body: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** To the first byte that begins no packet, or one that would end behind the file. RFC 4880, 4.2. */
function* packetsOf(bytes: Uint8Array): Generator<Packet> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = 0; start < view.length; ) {
    const header = headerAt(view, start);
    if (header === null || header.bodyStart + header.length > view.length) return;
    const { tag, bodyStart, length } = header;
    const end = bodyStart + length;
    yield { tag, body: view.subarray(bodyStart, end), start, end };
    start = end;
  }
}

interface Header {
  readonly tag: number;
  readonly bodyStart: number;
  readonly length: number;
}

const headerAt = (view: Buffer, at: number): Header | null => {
  const first = view[at] ?? 0;
  if ((first & 0x80) === 0) return null;
  if ((first & 0x40) !== 0) return newHeaderAt(view, at, first & 0x3f);
  // The old form; without a length it goes to the end, which no key does.
  const octets = [1, 2, 4][first & 3];
  if (octets === undefined || at + 1 + octets > view.length) return null;
  return { tag: (first >> 2) & 0x0f, bodyStart: at + 1 + octets, length: view.readUIntBE(at + 1, octets) };
};

const newHeaderAt = (view: Buffer, at: number, tag: number): Header | null => {
  const [first = 0, second = 0] = [view[at + 1], view[at + 2]];
  if (first < 192) return { tag, bodyStart: at + 2, length: first };
  if (first < 224) return { tag, bodyStart: at + 3, length: ((first - 192) << 8) + second + 192 };
  // Parts of a length that is not known yet: never of a key.
  if (first !== 255 || at + 6 > view.length) return null;
  return { tag, bodyStart: at + 6, length: view.readUInt32BE(at + 2) };
};

const BLOCK = /-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n([\s\S]*?)-----END PGP PUBLIC KEY BLOCK-----/g;

/** Blocks may stand in a file one after the other; the lines before the first empty one are headers, the last a checksum. */
const withoutArmour = (content: Uint8Array): Uint8Array => {
  const blocks = [...Buffer.from(content).toString('latin1').matchAll(BLOCK)];
  if (blocks.length === 0) return content;
  return Buffer.concat(
    blocks.map(([, block = '']) => {
      const lines = block.replaceAll('\r', '').split('\n');
      const body = lines.slice(lines.findIndex((line) => line.trim() === '') + 1);
      return Buffer.from(body.filter((line) => !line.startsWith('=')).join(''), 'base64');
    }),
  );
};

/** CRC-24, RFC 4880, 6.1. rpm demands it. */
const checksum = (bytes: Uint8Array): string => {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x800000) === 0 ? crc << 1 : (crc << 1) ^ 0x1864cfb;
    crc &= 0xffffff;
  }
  return Buffer.of(crc >> 16, (crc >> 8) & 0xff, crc & 0xff).toString('base64');
};
