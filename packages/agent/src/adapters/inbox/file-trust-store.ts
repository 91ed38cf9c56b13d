import type { Envelope } from '@slipway/core/document';
import type { Digest } from '@slipway/core/ids';
import type { DurableFiles, TrustStore } from '../../ports/index.ts';
import { asEnvelopes, BYTES_MAX, jsonOf } from './documents.ts';

export interface FileTrustStoreOptions {
  /** Owned by whoever writes it: root for the executor's, the reporter for its own copy. */
  readonly path: string;
  /** From the enrolment line. */
  readonly pinnedDigest: Digest;
  readonly files: DurableFiles;
}

const MODE = 0o644;

/** A store that cannot be read is empty: then only roots that lead back to the pinned digest are believed. */
export const createFileTrustStore = ({ path, pinnedDigest, files }: FileTrustStoreOptions): TrustStore => {
  let known: { readonly bytes: Uint8Array; readonly roots: readonly Envelope[] } | null = null;
  return {
    pinnedDigest,
    read: async () => {
      const bytes = await files.read(path, BYTES_MAX);
      if (bytes === null) return [];
      // Asked at every check-in. The same list for the same bytes, so that whoever followed its chain need not do it again.
      if (known === null || Buffer.compare(known.bytes, bytes) !== 0)
        known = { bytes, roots: asEnvelopes(jsonOf(bytes)) };
      return known.roots;
    },
    write: async (roots) => await files.write(path, JSON.stringify(roots), MODE),
  };
};
