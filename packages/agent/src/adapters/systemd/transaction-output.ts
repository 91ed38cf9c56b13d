// The end of the file that a running transaction's unit prints to, read by the reporter: its group may, and write nothing
// there. By name and time alone: whether the unit still runs, the executor asks.

import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isTransactionOf } from '@slipway/core/execution';
import type { AttemptId } from '@slipway/core/ids';
import { OUTPUT_BYTES_MAX, type OutputFile } from '@slipway/core/reading';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { TransactionOutput } from '../../ports/index.ts';
import { OUTPUT_SUFFIX } from './transaction-unit.ts';

export const createTransactionOutput = ({ directory }: { readonly directory: string }): TransactionOutput => ({
  lastOf: async (attemptId) => {
    try {
      const name = await newestOf(directory, attemptId);
      return ok(name === null ? null : await endOf(directory, name));
    } catch (error) {
      return whyNot(error);
    }
  },
});

/** Of several tries and parts the one that was written to last. */
const newestOf = async (directory: string, attemptId: AttemptId): Promise<string | null> => {
  const names = (await readdir(directory)).filter((name) => isOf(name, attemptId));
  const aged = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(directory, name))).mtimeMs })),
  );
  return aged.toSorted((a, b) => b.at - a.at)[0]?.name ?? null;
};

const isOf = (name: string, attemptId: AttemptId): boolean =>
  name.endsWith(OUTPUT_SUFFIX) && isTransactionOf(name.slice(0, -OUTPUT_SUFFIX.length), attemptId);

const endOf = async (directory: string, name: string): Promise<OutputFile> => {
  const file = await open(join(directory, name), 'r');
  try {
    const { size } = await file.stat();
    const length = Math.min(size, OUTPUT_BYTES_MAX);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return {
      transaction: name.slice(0, -OUTPUT_SUFFIX.length),
      bytes: size,
      end: buffer.toString('utf8', 0, bytesRead),
      isWhole: size <= OUTPUT_BYTES_MAX,
    };
  } finally {
    await file.close();
  }
};

const whyNot = (error: unknown): Outcome<null> => {
  const { code, message } = error as NodeJS.ErrnoException;
  // No transaction was ever begun on this host.
  if (code === 'ENOENT') return ok(null);
  if (code === undefined) throw error;
  return refuse('output-unreadable', { detail: message });
};
