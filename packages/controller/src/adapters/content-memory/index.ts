// Content in memory: for the simulator and for tests, under the same contract suite as content-files.
// No clock, no timer, no random. Nothing outlives the process.
// May import: ports, core, node:crypto.

import { createHash } from 'node:crypto';
import { asDigest, type Digest } from '@slipway/core/ids';
import { ok, refuse } from '@slipway/core/reasons';
import type { Content } from '../../ports/index.ts';

export const openContentMemory = (): Content => {
  const files = new Map<Digest, Uint8Array>();
  return {
    has: async (digest) => files.has(digest),
    put: async (file, chunks) => {
      const parts: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of chunks) {
        size += chunk.length;
        if (size > file.sizeBytes) break;
        parts.push(chunk);
      }
      const bytes = joined(parts);
      if (size !== file.sizeBytes || digestOfBytes(bytes) !== file.sha256) {
        return refuse('content-differs', { digest: file.sha256, sizeBytes: file.sizeBytes });
      }
      files.set(file.sha256, bytes);
      return ok(undefined);
    },
    putBytes: async (bytes) => {
      const file = { sha256: digestOfBytes(bytes), sizeBytes: bytes.length };
      files.set(file.sha256, joined([bytes]));
      return ok(file);
    },
    sizeBytes: async (digest) => files.get(digest)?.length ?? null,
    read: (digest, from = 0) => readFrom(files.get(digest), from),
    list: () => inOrder(files),
    remove: async (digest) => {
      files.delete(digest);
    },
  };
};

const digestOfBytes = (bytes: Uint8Array): Digest =>
  asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);

/** A copy: who gave the bytes may write into them afterwards. */
const joined = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

async function* readFrom(bytes: Uint8Array | undefined, from: number): AsyncGenerator<Uint8Array> {
  if (bytes === undefined) throw new Error('there is no such file');
  if (from < bytes.length) yield bytes.slice(from);
}

async function* inOrder(files: ReadonlyMap<Digest, Uint8Array>): AsyncGenerator<Digest> {
  yield* [...files.keys()].sort();
}
