import type { Sha256 } from '@slipway/core/document';
import type { Clock, CommandResult, PatcherUnit, RunCommand } from '../../ports/index.ts';

/** Where the host lies. Tests put a whole one elsewhere. */
export interface DnfHost {
  readonly root: string;
  /** Further variables for rpm; a host needs none. */
  readonly environment: Readonly<Record<string, string>>;
}

export const THIS_HOST: DnfHost = { root: '/', environment: {} };

/** What every part of this adapter works with. */
export interface DnfContext {
  readonly run: RunCommand;
  readonly clock: Pick<Clock, 'now'>;
  readonly sha256: Sha256;
  readonly host: DnfHost;
  /** Of this adapter alone; kept over restarts. */
  readonly directory: string;
  /** The files of our Python program, by name: from the checkout, or out of the executable. */
  readonly program: ReadonlyMap<string, Uint8Array>;
}

/** All that dnf and rpm see: nothing is localised, and nobody asks anything. */
export const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C.UTF-8',
} as const;

/** `dnf-makecache.timer` is left alone: it only reads metadata. */
export const DNF_PATCHERS: readonly PatcherUnit[] = [
  { kind: 'dnf-automatic', unit: 'dnf-automatic.timer' },
  { kind: 'dnf-automatic', unit: 'dnf-automatic-install.timer' },
  { kind: 'dnf-automatic', unit: 'dnf5-automatic.timer' },
  { kind: 'dnf-automatic', unit: 'yum-cron.service' },
  { kind: 'packagekit', unit: 'packagekit-offline-update.service' },
];

/** A question to the package database: half a second on a healthy host, a minute on one whose disk is busy. */
const QUESTION_LIMIT_MS = 300_000;
/** 100 MB: 5000 packages with all that is said of them are 2 MB. */
const OUTPUT_BYTES_MAX = 100 * 1024 * 1024;

/** Asks a package tool; none of them is ever signalled, a late one is left to itself. */
export const ask = async (
  context: Pick<DnfContext, 'run' | 'host'>,
  command: readonly [string, ...string[]],
  timeLimitMs = QUESTION_LIMIT_MS,
): Promise<CommandResult> =>
  await context.run({
    command,
    environment: { ...ENVIRONMENT, ...context.host.environment },
    timeLimitMs,
    whenOverdue: 'leave',
    outputBytesMax: OUTPUT_BYTES_MAX,
  });

/** The line that says why: the last one, as dnf and Python have it. */
export const problemOf = (result: CommandResult): string => {
  if (result.kind === 'not-started') return result.detail;
  const status = result.kind === 'ended' ? `status ${result.status}` : 'no answer within its time';
  const last = result.stderr
    .split('\n')
    .filter((line) => line.trim() !== '')
    .at(-1);
  return (last ?? status).slice(0, PROBLEM_CHARACTERS_MAX);
};

/** A reason is read by people, in one line. */
export const PROBLEM_CHARACTERS_MAX = 500;
