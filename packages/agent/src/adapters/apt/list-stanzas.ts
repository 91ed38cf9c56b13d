// The stanzas of a package index as apt keeps it, one after the other: the index of a whole release is 50 MB and more, and
// a host has better things to hold in memory.

import { createReadStream } from 'node:fs';
import type { Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';

/** The longest real one (Debian 12) has 40 kB. */
const STANZA_CHARACTERS_MAX = 1024 * 1024;
/** Debian's largest index is about 60 MB; what a compressed file could become is bounded by this. */
const LIST_BYTES_MAX = 1024 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;

/** How apt was told to keep its lists is seen by their names; what Node has no decompressor for is not read. */
const DECOMPRESSORS: Readonly<Record<string, () => Transform>> = {
  gz: createGunzip,
  zst: createZstdDecompress,
};

/** Throws where the file cannot be read, or is no such index. Bytes are taken for characters: names and versions are ASCII. */
export const visitStanzas = async (path: string, visit: (stanza: string) => void): Promise<void> => {
  let rest = '';
  let bytes = 0;
  for await (const chunk of contentOf(path)) {
    bytes += (chunk as Buffer).length;
    if (bytes > LIST_BYTES_MAX) throw new Error(`${path} is longer than any real index`);
    const text = rest + (chunk as Buffer).toString('latin1');
    const end = text.lastIndexOf('\n\n');
    if (end === -1 && text.length > STANZA_CHARACTERS_MAX) throw new Error(`${path} is no package index`);
    for (const stanza of end === -1 ? [] : text.slice(0, end).split('\n\n')) visit(stanza);
    rest = end === -1 ? text : text.slice(end + 2);
  }
  if (rest.trim() !== '') visit(rest);
};

const contentOf = (path: string): AsyncIterable<unknown> => {
  const ending = /Packages\.(\w+)$/.exec(path)?.[1];
  const decompress = ending === undefined ? null : DECOMPRESSORS[ending];
  if (decompress === undefined) throw new Error(`${path} is compressed in a way that cannot be read here`);
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  if (decompress === null) return file;
  const content = decompress();
  // Whoever iterates meets the error of either.
  file.once('error', (error) => content.destroy(error));
  return file.pipe(content);
};

/** Value of a one-line field; empty where there is none. */
export const fieldOf = (stanza: string, field: RegExp): string => field.exec(stanza)?.[1]?.trim() ?? '';
