// The few files that the agent's own code keeps on a simulated host: written whole, as on a disk that holds what it was
// given. Bytes may be changed behind everybody's back.

import type { DurableFiles, PendingFile } from '@slipway/agent/ports';

export interface SimulatedFiles extends DurableFiles {
  /** By path. */
  readonly content: Map<string, Uint8Array>;
  /** Paths, in the order in which they were written. */
  readonly writes: readonly string[];
}

export const simulatedFiles = (onWritten: (path: string) => void = () => undefined): SimulatedFiles => {
  const content = new Map<string, Uint8Array>();
  const writes: string[] = [];
  const put = (path: string, bytes: Uint8Array): void => {
    writes.push(path);
    content.set(path, bytes);
    onWritten(path);
  };
  return {
    content,
    writes,
    write: async (path, bytes) => put(path, bytesOf(bytes)),
    begin: async (path): Promise<PendingFile> => {
      const chunks: Uint8Array[] = [];
      return {
        write: async (chunk) => void chunks.push(new Uint8Array(chunk)),
        commit: async () => put(path, Buffer.concat(chunks)),
        discard: async () => undefined,
      };
    },
    append: async (path, bytes) => put(path, Buffer.concat([content.get(path) ?? new Uint8Array(), bytesOf(bytes)])),
    read: async (path, bytesMax) => {
      const bytes = content.get(path) ?? null;
      return bytes === null || bytes.length > bytesMax ? null : new Uint8Array(bytes);
    },
    remove: async (path) => void content.delete(path),
  };
};

/** A copy: what is on a disk does not change with the memory of whoever wrote it, or read it. */
const bytesOf = (value: string | Uint8Array): Uint8Array =>
  typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'utf8')) : new Uint8Array(value);
