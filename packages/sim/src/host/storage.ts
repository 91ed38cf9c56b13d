// What a simulated host keeps over crashes and reboots: ledger, cache, staging. Kept honest by the contract suites that the
// file adapters pass too. (Inbox and trust roots are the agent's own code, over files.ts.)

import type { ContentCache, Ledger, StagedFiles, Staging, WantedFile } from '@slipway/agent/ports';
import { encodeUtf8, type Sha256 } from '@slipway/core/document';
import { appendEntry, type LedgerEntry, type LedgerFact, ledgerHead } from '@slipway/core/execution';
import type { Digest } from '@slipway/core/ids';
import { ok, reason, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';

/** Plain copies in and out: a caller that changes what it got must not change what is kept. */
const copy = <T>(value: T): T => structuredClone(value);

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
};

export interface SimulatedLedger extends Ledger {
  readonly restore: (lines: number) => void;
  /** From that line on the file is not what was written; `null`: put right. */
  readonly breakAt: (sequence: number | null) => void;
}

export const simulatedLedger = (options: {
  readonly now: () => Instant;
  readonly bootId: () => string;
  readonly sha256: Sha256;
  readonly entries?: readonly LedgerEntry[];
  readonly isFull?: () => boolean;
  readonly onLine?: (fact: LedgerFact) => void;
}): SimulatedLedger => {
  // Read at every step and every check-in: frozen once instead of copied each time.
  let entries: readonly LedgerEntry[] = [...(options.entries ?? [])];
  let brokenAt: number | null = null;
  const mustBeWhole = (): void => {
    if (brokenAt !== null) throw new Error(`the ledger is broken at entry ${brokenAt}`);
  };
  return {
    read: async () => {
      mustBeWhole();
      return entries;
    },
    broken: async () =>
      brokenAt === null
        ? null
        : {
            reason: reason('ledger-broken', { sequence: brokenAt, detail: 'the line is no entry' }),
            before: entries.slice(0, brokenAt - 1),
          },
    append: async (fact) => {
      mustBeWhole();
      if (options.isFull?.() === true) throw new Error('ENOSPC: no space left on device');
      const written = { at: options.now(), bootId: options.bootId() };
      const entry = frozen(appendEntry(ledgerHead(entries, options.sha256), copy(fact), written));
      entries = [...entries, entry];
      options.onLine?.(entry);
      return entry;
    },
    restore: (lines) => {
      entries = entries.slice(0, lines);
    },
    breakAt: (sequence) => {
      brokenAt = sequence;
    },
  };
};

export interface SimulatedCache extends ContentCache {
  bytesAt(path: string): Uint8Array | null;
  spoil(digest: Digest): void;
}

export const simulatedCache = (sha256: Sha256): SimulatedCache => {
  const files = new Map<Digest, Uint8Array>();
  return {
    find: async (digest) => (files.has(digest) ? digest : null),
    store: async (file, chunks) => {
      const parts: Uint8Array[] = [];
      for await (const chunk of chunks) parts.push(chunk);
      const bytes = new Uint8Array(parts.flatMap((part) => [...part]));
      if (bytes.byteLength !== file.sizeBytes || sha256(bytes) !== file.sha256) {
        return refuse('file-hash-mismatch', { package: 'file', version: file.sha256 });
      }
      files.set(file.sha256, bytes);
      return ok<string>(file.sha256);
    },
    keepOnly: async (digests) => {
      for (const digest of files.keys()) if (!digests.has(digest)) files.delete(digest);
    },
    bytesAt: (path) => files.get(path as Digest) ?? null,
    spoil: (digest) => {
      files.set(digest, encodeUtf8('spoilt'));
    },
  };
};

export const simulatedStaging = (
  cache: SimulatedCache,
  sha256: Sha256,
  /** What root finds by a path, outside of the cache. */
  fileAt: (path: string) => Uint8Array | null = () => null,
): Staging & { staged(digest: Digest): Uint8Array | null } => {
  const staged = new Map<Digest, Uint8Array>();
  return {
    stage: async ({ index, files }) => {
      const wanted: readonly WantedFile[] = [
        { label: 'index', file: { sha256: index.digest, sizeBytes: index.sizeBytes } },
        ...files,
      ];
      for (const digest of staged.keys()) if (!wanted.some(({ file }) => file.sha256 === digest)) staged.delete(digest);
      for (const { label, file, path } of wanted) {
        // What was verified and copied before is root's own, whatever became of the cache.
        if (staged.has(file.sha256)) continue;
        const [name = label, version = ''] = label.split(' ');
        const bytes = path === undefined ? cache.bytesAt(file.sha256) : fileAt(path);
        if (bytes === null) return refuse('prefetch-incomplete', { package: name, version });
        if (sha256(bytes) !== file.sha256) return refuse('file-hash-mismatch', { package: name, version });
        staged.set(file.sha256, bytes);
      }
      const result: StagedFiles = { directory: '/staged', index, files: files.map(({ file }) => file) };
      return ok(result);
    },
    take: async ({ path }) => {
      const bytes = fileAt(path);
      if (bytes === null) throw new Error(`nothing lies at ${path}`);
      const file = { sha256: sha256(bytes), sizeBytes: bytes.byteLength };
      staged.set(file.sha256, bytes);
      return ok(file);
    },
    clear: async () => staged.clear(),
    staged: (digest) => staged.get(digest) ?? null,
  };
};
