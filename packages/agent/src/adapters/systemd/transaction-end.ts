// What systemd says about the end of a transaction, written by a program that it starts when the unit stops
// (`ExecStopPost=`, systemd.exec(5) for the variables), and read back by whoever looks later.

import type { DurableFiles, RunCommand } from '../../ports/index.ts';
import { ENVIRONMENT } from './systemctl.ts';

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

/** What packages write to, wherever it lies; a path that the host does not have is told by `sync`, which goes on with the others. */
const CHANGED = ['/', '/etc', '/usr', '/var', '/boot', '/boot/efi', '/opt', '/srv'] as const;
/** A large initial ram disk on a slow disk takes seconds. A disk that takes longer than this keeps nobody from knowing the end. */
const SYNC_LIMIT_MS = 10 * 60_000;
const OUTPUT_BYTES_MAX = 4096;

/**
 * dpkg syncs what it unpacks, rpm does not, and neither does what maintainer scripts write: initial ram disks, menus of boot loaders,
 * caches, settings. A power cut seconds after a success would leave those empty, and nobody would look again. Of these file
 * systems alone: a share on the network that does not answer must not hold it up.
 */
export const syncChanged = async (run: RunCommand): Promise<void> => {
  await run({
    command: ['/usr/bin/sync', '--file-system', ...CHANGED],
    environment: ENVIRONMENT,
    timeLimitMs: SYNC_LIMIT_MS,
    whenOverdue: 'leave',
    outputBytesMax: OUTPUT_BYTES_MAX,
  });
};

/** `sync`: what the transaction wrote reaches the disk before anybody can read that it has ended. */
export const writeTransactionEnd = async (options: {
  readonly sync: () => Promise<void>;
  readonly files: DurableFiles;
  readonly path: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly bootId: string;
}): Promise<void> => {
  const { sync, files, path, environment, bootId } = options;
  const end: TransactionEnd = {
    serviceResult: environment['SERVICE_RESULT'] ?? '',
    exitCode: environment['EXIT_CODE'] ?? '',
    exitStatus: environment['EXIT_STATUS'] ?? '',
    bootId,
  };
  await sync();
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
