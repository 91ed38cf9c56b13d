// Packets of OpenPGP, armoured or not (RFC 4880, sections 4.2, 5.2.3 and 6.2). What ends early ends the list.

export interface Packet {
  readonly tag: number;
  readonly body: Buffer;
}

export const packetsIn = (bytes: Buffer): readonly Packet[] => {
  const packets: Packet[] = [];
  let at = 0;
  while (at < bytes.length) {
    const header = bytes[at] ?? 0;
    if ((header & 0x80) === 0) break;
    const isNew = (header & 0x40) !== 0;
    const { length, size } = isNew ? newLength(bytes, at + 1) : oldLength(bytes, at + 1, header & 3);
    const from = at + 1 + size;
    if (from + length > bytes.length) break;
    packets.push({ tag: isNew ? header & 0x3f : (header >> 2) & 0x0f, body: bytes.subarray(from, from + length) });
    at = from + length;
  }
  return packets;
};

interface Length {
  readonly length: number;
  /** Of the length itself. */
  readonly size: number;
}

const byteAt = (bytes: Buffer, at: number): number => bytes[at] ?? 0;
const wordAt = (bytes: Buffer, at: number, size: number): number =>
  at + size <= bytes.length ? bytes.readUIntBE(at, size) : Number.POSITIVE_INFINITY;

const newLength = (bytes: Buffer, at: number): Length => {
  const first = byteAt(bytes, at);
  if (first < 192) return { length: first, size: 1 };
  if (first < 224) return { length: ((first - 192) << 8) + byteAt(bytes, at + 1) + 192, size: 2 };
  return { length: wordAt(bytes, at + 1, 4), size: 5 };
};

const oldLength = (bytes: Buffer, at: number, kind: number): Length => {
  const size = [1, 2, 4, 0][kind] ?? 0;
  return { length: size === 0 ? bytes.length - at : wordAt(bytes, at, size), size };
};

export interface Subpacket {
  readonly type: number;
  readonly body: Buffer;
}

/** Of a signature of version 4, those that are signed first. */
export const subpacketsOf = (signature: Buffer): readonly Subpacket[] => {
  if (signature[0] !== 4 || signature.length < 6) return [];
  const hashed = wordAt(signature, 4, 2);
  const unhashedAt = 6 + hashed;
  const unhashed = wordAt(signature, unhashedAt, 2);
  return [
    ...subpacketsIn(signature.subarray(6, unhashedAt)),
    ...subpacketsIn(signature.subarray(unhashedAt + 2, unhashedAt + 2 + unhashed)),
  ];
};

const subpacketsIn = (bytes: Buffer): readonly Subpacket[] => {
  const found: Subpacket[] = [];
  let at = 0;
  while (at < bytes.length) {
    const first = byteAt(bytes, at);
    // Here two bytes reach up to 254: there are no partial lengths.
    const { length, size } =
      first >= 192 && first < 255
        ? { length: ((first - 192) << 8) + byteAt(bytes, at + 1) + 192, size: 2 }
        : newLength(bytes, at);
    const from = at + size;
    if (length < 1 || from + length > bytes.length) break;
    found.push({ type: byteAt(bytes, from) & 0x7f, body: bytes.subarray(from + 1, from + length) });
    at = from + length;
  }
  return found;
};

/** The blocks of an armoured file; a file without any is binary itself. */
export const binaryOf = (bytes: Buffer, kind: 'PUBLIC KEY BLOCK' | 'SIGNATURE'): readonly Buffer[] => {
  const text = bytes.toString('latin1');
  const blocks = [
    ...text.matchAll(new RegExp(`-----BEGIN PGP ${kind}-----\r?\n([^]*?)-----END PGP ${kind}-----`, 'g')),
  ];
  return blocks.length === 0 ? [bytes] : blocks.map(([, block = '']) => withoutArmour(block));
};

/** Without the header lines before the first empty one, and without the checksum. */
const withoutArmour = (block: string): Buffer => {
  const lines = block.split(/\r?\n/);
  const empty = lines.findIndex((line) => line.trim() === '');
  const body = empty === -1 || empty === lines.length - 1 ? lines : lines.slice(empty + 1);
  return Buffer.from(body.filter((line) => !line.startsWith('=') && !line.includes(':')).join(''), 'base64');
};
