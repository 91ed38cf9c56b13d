// The files of a tar as dpkg reads it (dpkg 1.21, lib/dpkg/tarfn.c: v7, ustar and GNU's long names; what pax adds, it passes over, too).

import { DebBytes } from './deb-bytes.ts';

export interface TarFile {
  /** From the root, as `/etc/app.conf`. */
  readonly path: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

const BLOCK_BYTES = 512;
/** A path of Linux has at most 4096 bytes. */
const NAME_BYTES_MAX = 4096;

/** Regular files alone. Throws for what is no whole tar. */
export async function* filesInTar(chunks: AsyncIterable<Uint8Array>): AsyncIterable<TarFile> {
  const bytes = new DebBytes(chunks);
  let longName: string | null = null;
  try {
    for (;;) {
      const header = await bytes.read(BLOCK_BYTES);
      if (header === null) throw new Error('the tar has no end');
      if (header.every((byte) => byte === 0)) return;
      const size = octal(header.subarray(124, 136));
      const kind = String.fromCharCode(header[156] ?? 0);
      const padding = (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES;
      if (kind === 'L') {
        if (size > NAME_BYTES_MAX) throw new Error('a name in the tar is longer than any path');
        longName = textOf((await bytes.read(size)) ?? Buffer.alloc(0));
        await bytes.skip(padding);
        continue;
      }
      const isFile = kind === '0' || kind === '\0';
      const unread = { bytes: size };
      if (isFile) yield { path: rooted(longName ?? nameIn(header)), chunks: counted(bytes.take(size), unread) };
      await bytes.skip(unread.bytes + padding);
      longName = null;
    }
  } finally {
    await bytes.close();
  }
}

async function* counted(parts: AsyncIterable<Uint8Array>, unread: { bytes: number }): AsyncIterable<Uint8Array> {
  for await (const part of parts) {
    unread.bytes -= part.byteLength;
    yield part;
  }
}

const nameIn = (header: Buffer): string => {
  const name = textOf(header.subarray(0, 100));
  const isUstar = header.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isUstar ? textOf(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
};

const rooted = (name: string): string => `/${name.replace(/^(?:\.?\/)+/, '')}`;

const textOf = (bytes: Buffer): string => {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
};

/** GNU tar writes what eight digits of octal cannot hold in base 256: no file of a package is that large. */
const octal = (field: Buffer): number => {
  const digits = /^ *([0-7]+)[ \0]*$/.exec(field.toString('latin1'))?.[1];
  if (digits === undefined) throw new Error('a size in the tar cannot be read');
  return Number.parseInt(digits, 8);
};
