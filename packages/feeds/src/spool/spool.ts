// One record per line as JSON, packed: Ubuntu's kernel records are 20 times smaller so.

import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { pipeline as piped } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import type { KnowledgeRecord } from '@slipway/core/advisory';

export interface Spool {
  /** A record's line; `lineOf` makes it. */
  readonly write: (line: string) => Promise<void>;
  readonly close: () => Promise<void>;
  /** Without finishing: nobody will read it. Settles when the file is no longer open. */
  readonly discard: () => Promise<void>;
}

/** The fastest level already packs records ten times; more would cost what reading the feed costs. */
const LEVEL = 1;

export const openSpool = (path: string): Spool => {
  const packer = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: LEVEL } });
  const written = piped(packer, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
  written.catch(() => {
    // A full disk is told where a write or the end is waited for.
  });
  return {
    write: async (line) => {
      // A disk that fails destroys the packer with its error, which ends this waiting, too.
      if (!packer.write(`${line}\n`)) await once(packer, 'drain');
    },
    close: async () => {
      packer.end();
      await written;
    },
    discard: async () => {
      packer.destroy();
      await written.catch(() => {
        // That it was not finished is what was wanted.
      });
    },
  };
};

export async function* readSpool(path: string): AsyncIterable<KnowledgeRecord> {
  const text = pipeline(createReadStream(path), createZstdDecompress(), () => undefined).setEncoding('utf8');
  let parts: string[] = [];
  for await (const chunk of text as AsyncIterable<string>) {
    // Joined once per line: a line of 60 MB comes in a thousand chunks.
    let start = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', start)) {
      parts.push(chunk.slice(start, end));
      yield JSON.parse(parts.join('')) as KnowledgeRecord;
      parts = [];
      start = end + 1;
    }
    parts.push(chunk.slice(start));
  }
}
