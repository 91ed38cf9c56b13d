import { stat } from 'node:fs/promises';
import type { Sha256 } from '@slipway/core/document';
import {
  appendEntry,
  EMPTY_LEDGER,
  headAfter,
  type LedgerEntry,
  type LedgerFact,
  type LedgerHead,
  verifyLedger,
} from '@slipway/core/execution';
import { explain, reason } from '@slipway/core/reasons';
import type { BrokenLedger, Clock, DurableFiles, Ledger } from '../../ports/index.ts';
import { readLines } from './lines.ts';

export interface FileLedgerOptions {
  readonly path: string;
  readonly files: DurableFiles;
  readonly clock: Pick<Clock, 'now'>;
  readonly bootId: () => Promise<string>;
  readonly sha256: Sha256;
}

/** The file is there and is no ledger any more. Nothing may be started on it, and nobody but a person can say what was lost. */
export class LedgerBroken extends Error {
  override readonly name = 'LedgerBroken';
}

/** Readable for the reporter; the folder decides who else may. */
const MODE = 0o644;
/** A manifest is about 60 kB, so this holds some four thousand attempts; beyond it something writes that should not. */
const BYTES_MAX = 256 * 1024 * 1024;

interface Content {
  readonly kind: 'whole';
  readonly entries: readonly LedgerEntry[];
  readonly head: LedgerHead;
  /** Up to the end of the last whole line; anything behind it is the trace of a cut. */
  readonly wholeBytes: Uint8Array;
  /** Of the file that this was read from. */
  readonly identity: string;
  readonly torn: boolean;
}

interface Broken extends BrokenLedger {
  readonly kind: 'broken';
  readonly identity: string;
}

export const createFileLedger = (options: FileLedgerOptions): Ledger => {
  const { path, files, sha256 } = options;
  let known: Content | Broken | null = null;
  const look = async (): Promise<Content | Broken> => {
    const identity = await identityOf(path);
    // Reading is asked for at every step and every check-in, and the file only ever changes by an entry.
    if (known !== null && known.identity === identity) return known;
    known = await readContent(options, identity);
    return known;
  };
  const content = async (): Promise<Content> => {
    const found = await look();
    if (found.kind === 'broken') throw new LedgerBroken(`${path}: ${explain(found.reason)}`);
    return found;
  };
  return {
    read: async () => (await content()).entries,
    async broken() {
      const found = await look();
      return found.kind === 'broken' ? { reason: found.reason, before: found.before } : null;
    },
    async append(fact: LedgerFact) {
      const before = await content();
      const entry = appendEntry(before.head, fact, { at: options.clock.now(), bootId: await options.bootId() });
      if (before.torn) await files.write(path, before.wholeBytes, MODE);
      const line = Buffer.from(`${JSON.stringify(entry)}\n`, 'utf8');
      await files.append(path, line, MODE);
      known = {
        kind: 'whole',
        entries: [...before.entries, entry],
        head: headAfter(before.head, entry, sha256),
        wholeBytes: Buffer.concat([before.wholeBytes, line]),
        identity: await identityOf(path),
        torn: false,
      };
      return entry;
    },
  };
};

const readContent = async (options: FileLedgerOptions, identity: string): Promise<Content | Broken> => {
  if (identity === ABSENT)
    return { kind: 'whole', entries: [], head: EMPTY_LEDGER, wholeBytes: new Uint8Array(), identity, torn: false };
  const bytes = await options.files.read(options.path, BYTES_MAX);
  const lines = readLines(bytes ?? new Uint8Array());
  const broken = (sequence: number, detail: string): Broken => ({
    kind: 'broken',
    reason: reason('ledger-broken', { sequence, detail }),
    before: lines.entries.slice(0, sequence - 1),
    identity,
  });
  if (bytes === null) return broken(1, `it is not a file of at most ${BYTES_MAX} bytes`);
  const head = verifyLedger(lines.entries, options.sha256);
  if (!head.ok) return broken(Number(head.reason.facts.sequence), String(head.reason.facts.detail));
  if (lines.brokenLine !== null) return broken(lines.brokenLine, 'the line is no entry');
  return {
    kind: 'whole',
    entries: lines.entries,
    head: head.value,
    wholeBytes: bytes.subarray(0, lines.wholeBytes),
    identity,
    torn: lines.wholeBytes < bytes.length,
  };
};

const ABSENT = 'absent';

const identityOf = async (path: string): Promise<string> => {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${ino}/${size}/${mtimeNs}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ABSENT;
    throw error;
  }
};
