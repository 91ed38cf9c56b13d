import type { Sha256 } from '@slipway/core/document';
import type { Clock, CommandResult, RunCommand } from '../../ports/index.ts';

/** Where the package database lies. Tests put a whole one elsewhere; a host has it here. */
export interface AptHost {
  readonly dpkgAdminDirectory: string;
  readonly extendedStates: string;
  /** Root of the file system that conffiles are looked up in. */
  readonly root: string;
  /** Further lines of apt configuration. */
  readonly settings: readonly string[];
}

export const THIS_HOST: AptHost = {
  dpkgAdminDirectory: '/var/lib/dpkg',
  extendedStates: '/var/lib/apt/extended_states',
  root: '/',
  settings: [],
};

/** What every part of this adapter works with. */
export interface AptContext {
  readonly run: RunCommand;
  readonly clock: Pick<Clock, 'now'>;
  readonly sha256: Sha256;
  readonly host: AptHost;
  /** Of this adapter alone; kept over restarts. */
  readonly directory: string;
  /** Program and arguments that lead to {@link runAptHook}; the name of the output file is added. */
  readonly hookCommand: readonly string[];
}

export const PROGRAMS = {
  aptGet: '/usr/bin/apt-get',
  aptMark: '/usr/bin/apt-mark',
  aptCache: '/usr/bin/apt-cache',
  aptConfig: '/usr/bin/apt-config',
  dpkg: '/usr/bin/dpkg',
  dpkgDeb: '/usr/bin/dpkg-deb',
  dpkgQuery: '/usr/bin/dpkg-query',
  dpkgRepack: '/usr/bin/dpkg-repack',
  systemctl: '/usr/bin/systemctl',
} as const;

/** All that apt and dpkg see: no prompt can appear, nothing is localised, and nobody restarts services meanwhile. */
export const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C.UTF-8',
  DEBIAN_FRONTEND: 'noninteractive',
  DEBIAN_PRIORITY: 'critical',
  NEEDRESTART_MODE: 'l',
  NEEDRESTART_SUSPEND: '1',
  APT_LISTCHANGES_FRONTEND: 'none',
  APT_LISTBUGS_FRONTEND: 'none',
  UCF_FORCE_CONFFOLD: '1',
} as const;

/** A question to the package database: milliseconds on a healthy host, seconds on one whose disk is busy. */
const QUESTION_LIMIT_MS = 120_000;
/** 100 MB: dpkg-query with every conffile of a host of 5000 packages is about 2 MB. */
const OUTPUT_BYTES_MAX = 100 * 1024 * 1024;

/** Asks a package tool; none of them is ever signalled, a late one is left to itself. */
export const ask = async (
  context: Pick<AptContext, 'run'>,
  command: readonly [string, ...string[]],
  options: {
    readonly environment?: Readonly<Record<string, string>>;
    readonly timeLimitMs?: number;
  } = {},
): Promise<CommandResult> =>
  await context.run({
    command,
    environment: { ...ENVIRONMENT, ...options.environment },
    timeLimitMs: options.timeLimitMs ?? QUESTION_LIMIT_MS,
    whenOverdue: 'leave',
    outputBytesMax: OUTPUT_BYTES_MAX,
  });

/** Standard output of a program that ended well, or why there is none to be read. */
export const outputOf = (result: CommandResult): { readonly text: string } | { readonly problem: string } => {
  if (result.kind === 'not-started') return { problem: result.detail };
  if (result.kind === 'overdue') return { problem: 'no answer within its time' };
  if (result.status !== 0) return { problem: problemOf(result) };
  return result.output === 'whole' ? { text: result.stdout } : { problem: 'the answer is longer than any real one' };
};

/** The line that says why: apt and dpkg mark it with `E:` or `error:`; else the last one. */
export const problemOf = (result: CommandResult): string => {
  if (result.kind === 'not-started') return result.detail;
  const lines = result.stderr.split('\n').filter((line) => line.trim() !== '');
  const marked = lines.find((line) => /^E: |error:/.test(line));
  const status = result.kind === 'ended' ? `status ${result.status}` : 'no answer within its time';
  return (marked ?? lines.at(-1) ?? status).slice(0, PROBLEM_CHARACTERS_MAX);
};

/** A reason is read by people, in one line. */
const PROBLEM_CHARACTERS_MAX = 500;
