import type { LedgerEntry } from '@slipway/core/execution';

export interface Lines {
  readonly entries: readonly LedgerEntry[];
  /** Length of the whole lines; what follows is torn. */
  readonly wholeBytes: number;
  /** From 1; `null`: every line but a torn last one is an entry. */
  readonly brokenLine: number | null;
}

const NEWLINE = 0x0a;

/**
 * Splits a ledger into its entries. Whatever stands last and is no entry was cut while it was written: it was never
 * answered for, so it is dropped. (A file system may have given it its length and not its content: then it is zeros.)
 * A line before the last that is no entry was not cut; somebody or something changed the file.
 */
export const readLines = (bytes: Uint8Array): Lines => {
  const entries: LedgerEntry[] = [];
  let wholeBytes = 0;
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, from);
    const entry = end === -1 ? null : entryOf(bytes.subarray(from, end));
    if (entry === null) {
      const isLast = end === -1 || end === bytes.length - 1;
      return { entries, wholeBytes, brokenLine: isLast ? null : entries.length + 1 };
    }
    entries.push(entry);
    from = end + 1;
    wholeBytes = from;
  }
  return { entries, wholeBytes, brokenLine: null };
};

/** The chain is what proves an entry; here it only has to be one, so that following the chain cannot stumble. */
const entryOf = (line: Uint8Array): LedgerEntry | null => {
  try {
    const value: unknown = JSON.parse(Buffer.from(line).toString('utf8'));
    const isEntry =
      typeof value === 'object' &&
      value !== null &&
      'sequence' in value &&
      Number.isSafeInteger(value.sequence) &&
      'previous' in value &&
      typeof value.previous === 'string' &&
      'kind' in value &&
      typeof value.kind === 'string';
    return isEntry ? (value as unknown as LedgerEntry) : null;
  } catch {
    return null;
  }
};
