// A feed as vendors publish it: one zip of many small files. No library that we have writes one.

import { closeSync, openSync, writeSync } from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';

const VERSION_NEEDED = 20;
const UTF8_NAMES = 0x800;
const DEFLATED = 8;
const LOCAL_HEAD = 0x04034b50;
const CENTRAL_HEAD = 0x02014b50;
const END = 0x06054b50;

/** Sizes stand in the local heads. At most 65,535 files, as without the zip64 form. */
export function writeZip(path: string, files: Iterable<readonly [name: string, content: string]>): number {
  const to = openSync(path, 'w');
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of files) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const common = commonHead(name, bytes, packed.length);
    const local = Buffer.concat([word(LOCAL_HEAD), common, Buffer.from(name), packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const made = Buffer.from([VERSION_NEEDED, 0]);
    central.push(Buffer.concat([word(CENTRAL_HEAD), made, common, place, Buffer.from(name)]));
    writeSync(to, local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(central.length, 4);
  end.writeUInt16LE(central.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  writeSync(to, Buffer.concat([directory, word(END), end]));
  closeSync(to);
  return offset + directory.length;
}

/** What the local head and the central directory say alike. */
function commonHead(name: string, bytes: Buffer, packedLength: number): Buffer {
  const head = Buffer.alloc(26);
  head.writeUInt16LE(VERSION_NEEDED, 0);
  head.writeUInt16LE(UTF8_NAMES, 2);
  head.writeUInt16LE(DEFLATED, 4);
  head.writeUInt32LE(crc32(bytes), 10);
  head.writeUInt32LE(packedLength, 14);
  head.writeUInt32LE(bytes.length, 18);
  head.writeUInt16LE(Buffer.byteLength(name), 22);
  return head;
}

const word = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
