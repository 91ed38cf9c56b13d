// The header of an rpm file: a table of tags. Read after its signature was verified, and bounded all the same.
// The form is rpm's own, seen with 4.18 (lib/header.c, lib/rpmtag.h).

import { open } from 'node:fs/promises';

/** Texts of a tag in their order; numbers as their digits. A tag that is not there is an empty list. */
export type RpmHeader = (tag: RpmTag) => readonly string[];

/** Numbers of rpmtag.h. */
const TAGS = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  architecture: 1022,
  sourceRpm: 1044,
  provideName: 1047,
  provideFlags: 1112,
  provideVersion: 1113,
  requireName: 1049,
  requireFlags: 1048,
  requireVersion: 1050,
  conflictName: 1054,
  conflictFlags: 1053,
  conflictVersion: 1055,
  obsoleteName: 1090,
  obsoleteFlags: 1114,
  obsoleteVersion: 1115,
  recommendName: 5046,
  recommendFlags: 5048,
  recommendVersion: 5047,
  supplementName: 5052,
  supplementFlags: 5054,
  supplementVersion: 5053,
  fileDigests: 1035,
  fileFlags: 1037,
  fileDigestAlgorithm: 5011,
  directoryIndexes: 1116,
  baseNames: 1117,
  directoryNames: 1118,
  modularityLabel: 5096,
} as const;
export type RpmTag = keyof typeof TAGS;

const LEAD_BYTES = 96;
const PREAMBLE_BYTES = 16;
const ENTRY_BYTES = 16;
const MAGIC = Buffer.of(0x8e, 0xad, 0xe8, 0x01);
/** rpm's own limits (header.c: HEADER_TAGS_MAX, HEADER_DATA_MAX). */
const ENTRIES_MAX = 0xffff;
const DATA_BYTES_MAX = 256 * 1024 * 1024;

/** `null`: it is no rpm file. */
export const readRpmHeader = async (path: string): Promise<RpmHeader | null> => {
  const file = await open(path);
  try {
    return await headerBy(async (position, length) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
      return bytesRead === length ? buffer : null;
    });
  } finally {
    await file.close();
  }
};

/** The same of a stream, of which nothing behind the header is read. */
export const rpmHeaderIn = async (chunks: AsyncIterable<Uint8Array>): Promise<RpmHeader | null> => {
  const source = chunks[Symbol.asyncIterator]();
  let known = Buffer.alloc(0);
  try {
    return await headerBy(async (position, length) => {
      const parts: Uint8Array[] = [known];
      for (let bytes = known.byteLength; bytes < position + length; ) {
        const next = await source.next();
        if (next.done === true) return null;
        parts.push(next.value);
        bytes += next.value.byteLength;
      }
      if (parts.length > 1) known = Buffer.concat(parts);
      return known.subarray(position, position + length);
    });
  } finally {
    await source.return?.();
  }
};

/** `null`: the file has no such bytes. */
type BytesAt = (position: number, length: number) => Promise<Buffer | null>;

const headerBy = async (at: BytesAt): Promise<RpmHeader | null> => {
  const signatures = await sizesAt(at, LEAD_BYTES);
  if (signatures === null) return null;
  // The one behind the signatures is the package's; it begins at a multiple of eight.
  const start = Math.ceil((LEAD_BYTES + signatures.bytes) / 8) * 8;
  const sizes = await sizesAt(at, start);
  const bytes = sizes === null ? null : await at(start + PREAMBLE_BYTES, sizes.bytes - PREAMBLE_BYTES);
  return sizes === null || bytes === null ? null : headerIn(bytes, sizes.entries);
};

const sizesAt = async (
  at: BytesAt,
  position: number,
): Promise<{ readonly entries: number; readonly bytes: number } | null> => {
  const preamble = await at(position, PREAMBLE_BYTES);
  if (preamble === null || !preamble.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const [entries, data] = [preamble.readUInt32BE(8), preamble.readUInt32BE(12)];
  if (entries > ENTRIES_MAX || data > DATA_BYTES_MAX) return null;
  return { entries, bytes: PREAMBLE_BYTES + entries * ENTRY_BYTES + data };
};

interface Entry {
  readonly type: number;
  readonly offset: number;
  readonly count: number;
}

const headerIn = (bytes: Buffer, entryCount: number): RpmHeader => {
  const entries = new Map<number, Entry>();
  for (let at = 0; at < entryCount; at += 1) {
    const start = at * ENTRY_BYTES;
    const [tag, type] = [bytes.readUInt32BE(start), bytes.readUInt32BE(start + 4)];
    if (!entries.has(tag))
      entries.set(tag, { type, offset: bytes.readUInt32BE(start + 8), count: bytes.readUInt32BE(start + 12) });
  }
  const data = bytes.subarray(entryCount * ENTRY_BYTES);
  return (tag) => {
    const entry = entries.get(TAGS[tag]);
    return entry === undefined ? [] : valuesOf(data, entry);
  };
};

const INT32 = 4;
const STRING = 6;
const STRING_ARRAY = 8;
const TRANSLATED = 9;

/** What lies outside of the data, or is of another type, is not there. */
const valuesOf = (data: Buffer, { type, offset, count }: Entry): readonly string[] => {
  const values: string[] = [];
  if (type === INT32) {
    for (let at = offset; values.length < count && at + 4 <= data.length; at += 4)
      values.push(String(data.readUInt32BE(at)));
    return values;
  }
  if (type !== STRING && type !== STRING_ARRAY && type !== TRANSLATED) return values;
  for (let at = offset; values.length < (type === STRING ? 1 : count); ) {
    const end = data.indexOf(0, at);
    if (end === -1) return values;
    values.push(data.toString('utf8', at, end));
    at = end + 1;
  }
  return values;
};

/** Of all that the package brings, in the order of its other lists of files. */
export const pathsIn = (header: RpmHeader): readonly string[] => {
  const [directories, indexes] = [header('directoryNames'), header('directoryIndexes')];
  return header('baseNames').map((name, at) => `${directories[Number(indexes[at] ?? '0')] ?? ''}${name}`);
};
