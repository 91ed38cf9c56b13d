import type { Digest } from '@slipway/core/ids';
import type { DurableFiles, TrustStore } from '../../ports/index.ts';
import { asEnvelopes, readJson } from './documents.ts';

export interface FileTrustStoreOptions {
  /** Owned by whoever writes it: root for the executor's, the reporter for its own copy. */
  readonly path: string;
  /** From the enrolment line. */
  readonly pinnedDigest: Digest;
  readonly files: DurableFiles;
}

const MODE = 0o644;

/** A store that cannot be read is empty: then only roots that lead back to the pinned digest are believed. */
export const createFileTrustStore = ({ path, pinnedDigest, files }: FileTrustStoreOptions): TrustStore => ({
  pinnedDigest,
  read: async () => asEnvelopes(await readJson(files, path)),
  write: async (roots) => await files.write(path, JSON.stringify(roots), MODE),
});
