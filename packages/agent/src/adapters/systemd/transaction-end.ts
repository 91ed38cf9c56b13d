// What systemd says about the end of a transaction, written by a program that it starts when the unit stops
// (`ExecStopPost=`, systemd.exec(5) for the variables), and read back by whoever looks later.

import type { DurableFiles } from '../../ports/index.ts';

export interface TransactionEnd {
  readonly serviceResult: string;
  /** `exited`, `killed`, `dumped`. */
  readonly exitCode: string;
  /** A number or a signal's name. */
  readonly exitStatus: string;
  readonly bootId: string;
}

const MODE = 0o644;
const BYTES_MAX = 4096;

export const writeTransactionEnd = async (options: {
  readonly files: DurableFiles;
  readonly path: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly bootId: string;
}): Promise<void> => {
  const { files, path, environment, bootId } = options;
  const end: TransactionEnd = {
    serviceResult: environment['SERVICE_RESULT'] ?? '',
    exitCode: environment['EXIT_CODE'] ?? '',
    exitStatus: environment['EXIT_STATUS'] ?? '',
    bootId,
  };
  await files.write(path, JSON.stringify(end), MODE);
};

export const readTransactionEnd = async (
  files: Pick<DurableFiles, 'read'>,
  path: string,
): Promise<TransactionEnd | null> => {
  const bytes = await files.read(path, BYTES_MAX);
  if (bytes === null) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return isEnd(value) ? value : null;
  } catch {
    return null;
  }
};

const isEnd = (value: unknown): value is TransactionEnd =>
  typeof value === 'object' &&
  value !== null &&
  ['serviceResult', 'exitCode', 'exitStatus', 'bootId'].every(
    (name) => name in value && typeof (value as Readonly<Record<string, unknown>>)[name] === 'string',
  );

/** `SERVICE_RESULT=success` is not enough: an apt that was ended by SIGTERM prints it too. */
export const hasSucceeded = ({ exitCode, exitStatus }: TransactionEnd): boolean =>
  exitCode === 'exited' && exitStatus === '0';
