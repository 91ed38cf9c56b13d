// The stanzas of a package index as apt keeps it, one after the other: the index of a whole release is 50 MB and more, and
// a host has better things to hold in memory.

import { createReadStream } from 'node:fs';

/** The longest real one (Debian 12) has 40 kB. */
const STANZA_CHARACTERS_MAX = 1024 * 1024;
/** Debian's largest index is about 60 MB. */
const LIST_BYTES_MAX = 1024 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;

/** Throws where the file cannot be read, or is no such index (one that apt keeps compressed has a longer name). Bytes are taken for characters: names and versions are ASCII. */
export const visitStanzas = async (path: string, visit: (stanza: string) => void): Promise<void> => {
  if (!path.endsWith('_Packages')) throw new Error(`${path} is not kept as text`);
  let rest = '';
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
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

/** Value of a one-line field; empty where there is none. */
export const fieldOf = (stanza: string, field: RegExp): string => field.exec(stanza)?.[1]?.trim() ?? '';
