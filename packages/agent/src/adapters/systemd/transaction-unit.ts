import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, refuse } from '@slipway/core/reasons';
import { type Instant, isInstant } from '@slipway/core/time';
import type {
  Clock,
  CommandResult,
  DurableFiles,
  RunCommand,
  TransactionState,
  TransactionUnit,
} from '../../ports/index.ts';
import { asPlainArguments, PATIENT, settingsOf } from './own-unit.ts';
import { ENVIRONMENT, problemOf, showUnit } from './systemctl.ts';
import { hasSucceeded, readTransactionEnd } from './transaction-end.ts';

export interface TransactionUnitOptions {
  readonly run: RunCommand;
  readonly files: DurableFiles;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly bootId: () => Promise<string>;
  /** Root's own, read by the reporter, and kept over reboots: what was started, its output, its end. Made if it is not there. */
  readonly directory: string;
  /** Program and arguments that lead to `writeTransactionEnd`; the name of the file is added. No blanks. */
  readonly endCommand: readonly string[];
}

/** systemd-run answers when the program has begun (`Type=exec`). */
const START_LIMIT_MS = 60_000;
/** A manager that answers has come to what it was asked before; between two questions a short unit may begin and end. */
const LATE_LOOKS = 3;
const BETWEEN_LOOKS_MS = 5000;
const MODE = 0o600;
const RECORD_BYTES_MAX = 4096;
/** In a ledger entry and a report: enough to see what went wrong, apt says it last. */
const OUTPUT_BYTES_MAX = 8 * 1024;
/**
 * Of a unit that runs systemd is asked again after this. Its end is read from our file at every look; asking twice a second cost a slow
 * machine a third of what it had, for as long as an initial ram disk takes.
 */
const ASK_AGAIN_MS = 5000;
/** Of the file that a unit prints to. */
export const OUTPUT_SUFFIX = '.output';
/** Traces of past transactions that a person may still want to read. */
const KEPT_TRANSACTIONS_MAX = 40;

export const createTransactionUnit = (options: TransactionUnitOptions): TransactionUnit =>
  unitOver(options, { begun: new Set(), waitedForMs: new Map() });

/** What this process has heard of units. */
interface Heard {
  /** Those that systemd has said to have begun. */
  readonly begun: Set<string>;
  /** When one was last waited for: systemd said that it runs, or nothing. */
  readonly waitedForMs: Map<string, number>;
}

const unitOver = (options: TransactionUnitOptions, heard: Heard): TransactionUnit => ({
  async start({ name, command, environment }) {
    const paths = pathsOf(options.directory, name);
    const line = unitLine({ name, command, environment, paths, endCommand: options.endCommand });
    // The package makes it, for the reporter's group to read; without one it is root's alone.
    await mkdir(options.directory, { recursive: true, mode: 0o700 });
    await forgetOld(options.directory);
    if ((await readStarted(options.files, paths.started)) !== null) {
      return refuse('apply-failed', { status: 'not started', detail: `${name} was started before` });
    }
    // Before systemd is asked: a stop in between must read as "begun, end unknown" and not as "never begun".
    const started = { at: options.clock.now(), bootId: await options.bootId() };
    await options.files.write(paths.started, JSON.stringify(started), MODE);
    const asked = await startUnit(options.run, line);
    if (asked.kind === 'ended' && asked.status === 0) {
      heard.begun.add(name);
      return ok(undefined);
    }
    if (asked.kind !== 'not-started' && (await mayHaveBegun(options, name, paths))) return ok(undefined);
    await options.files.remove(paths.started);
    return refuse('apply-failed', { status: 'not started', detail: problemOf(asked) });
  },
  look: async (name) => await look(options, name, heard),
});

interface Paths {
  readonly started: string;
  readonly output: string;
  readonly end: string;
}

const NAME = /^[a-z0-9][a-z0-9-]{0,200}$/;
const pathsOf = (directory: string, name: string): Paths => {
  if (!NAME.test(name)) throw new Error(`no name for a unit: ${JSON.stringify(name)}`);
  return {
    started: join(directory, `${name}.started`),
    output: join(directory, `${name}${OUTPUT_SUFFIX}`),
    end: join(directory, `${name}.end`),
  };
};

const unitLine = (unit: {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly paths: Paths;
  readonly endCommand: readonly string[];
}): readonly [string, ...string[]] => [
  '/usr/bin/systemd-run',
  '--quiet',
  // Forgotten when it has ended, however: its end is read from our file, never from systemd, which says "success" of
  // units that it no longer knows.
  '--collect',
  '--no-ask-password',
  `--unit=${unit.name}`,
  `--description=Slipway package transaction ${unit.name}`,
  '--property=Type=exec',
  ...PATIENT,
  '--property=StandardInput=null',
  `--property=StandardOutput=append:${unit.paths.output}`,
  `--property=StandardError=append:${unit.paths.output}`,
  `--property=ExecStopPost=${asPlainArguments([...unit.endCommand, unit.paths.end]).join(' ')}`,
  ...settingsOf(unit.environment),
  '--',
  ...asPlainArguments(unit.command),
];

const startUnit = async (run: RunCommand, command: readonly [string, ...string[]]): Promise<CommandResult> =>
  await run({
    command,
    environment: ENVIRONMENT,
    timeLimitMs: START_LIMIT_MS,
    whenOverdue: 'leave',
    outputBytesMax: OUTPUT_BYTES_MAX,
  });

/**
 * The answer of a systemd that was only slow is lost, or an error of systemd-run's own patience; what it was asked is not. The unit may
 * run, may be over and forgotten, or may begin in a moment, and neither a way back nor a next try must meet it: whoever looks sees what it
 * does. Only where there is no end, and systemd says several times over, and without a silence in between, that it knows no such unit,
 * nothing runs and nothing will.
 */
const mayHaveBegun = async (
  { run, files, clock }: TransactionUnitOptions,
  name: string,
  paths: Paths,
): Promise<boolean> => {
  let isSilent = false;
  for (let looks = LATE_LOOKS; looks > 0; looks -= 1) {
    if ((await readTransactionEnd(files, paths.end)) !== null) return true;
    const unit = await showUnit(run, `${name}.service`, ['LoadState']);
    if (unit === null) isSilent = true;
    else if (unit.get('LoadState') !== 'not-found') return true;
    await clock.sleep(BETWEEN_LOOKS_MS);
  }
  return isSilent || (await readTransactionEnd(files, paths.end)) !== null;
};

const look = async (
  options: TransactionUnitOptions,
  name: string,
  { begun, waitedForMs }: Heard,
): Promise<TransactionState> => {
  const { run, files } = options;
  const paths = pathsOf(options.directory, name);
  const bootId = await options.bootId();
  const before = await endOf(files, paths, bootId);
  if (before !== null) return before;
  const started = await readStarted(files, paths.started);
  if (started === null) return { kind: 'absent' };
  if (started.bootId !== bootId) return { kind: 'unknown' };
  const nowMs = Date.parse(options.clock.now());
  const sinceMs = nowMs - (waitedForMs.get(name) ?? Number.NEGATIVE_INFINITY);
  const running = { kind: 'running', since: started.at } as const;
  if (sinceMs >= 0 && sinceMs < ASK_AGAIN_MS) return running;
  const unit = await showUnit(run, `${name}.service`, ['LoadState', 'ActiveState']);
  if (unit !== null && isRunning(unit)) begun.add(name);
  // Without an answer it is waited for: whatever else is done now could meet a running dpkg.
  if (unit === null || isRunning(unit)) {
    waitedForMs.set(name, nowMs);
    return running;
  }
  // It may have ended between the two looks.
  const end = await endOf(files, paths, bootId);
  if (end !== null) return end;
  // It has run, and left no end: systemd writes that before it says so.
  if (hasFailed(unit)) return { kind: 'unknown' };
  // One of which nobody here has heard that it began may still do so.
  return !begun.has(name) && (await mayHaveBegun(options, name, paths)) ? running : { kind: 'unknown' };
};

/** `deactivating` too: the program that writes the end runs then. */
const isRunning = (unit: ReadonlyMap<string, string>): boolean =>
  unit.get('LoadState') === 'loaded' && !['inactive', 'failed', ''].includes(unit.get('ActiveState') ?? '');

const hasFailed = (unit: ReadonlyMap<string, string>): boolean =>
  unit.get('LoadState') === 'loaded' && unit.get('ActiveState') === 'failed';

/**
 * A failure in an earlier boot is no answer: while a host goes down, maintainer scripts fail that would not otherwise
 * (nginx's, Debian 12: systemd refuses to start a service then). It reads as interrupted and is repaired and tried again.
 */
const endOf = async (
  files: Pick<DurableFiles, 'read'>,
  paths: Paths,
  bootId: string,
): Promise<Extract<TransactionState, { kind: 'ended' | 'unknown' }> | null> => {
  const end = await readTransactionEnd(files, paths.end);
  if (end === null) return null;
  const succeeded = hasSucceeded(end);
  if (!succeeded && end.bootId !== bootId) return { kind: 'unknown' };
  const status = `${end.exitCode} ${end.exitStatus}`.trim();
  return { kind: 'ended', succeeded, status, output: await lastOf(paths.output) };
};

const readStarted = async (
  files: Pick<DurableFiles, 'read'>,
  path: string,
): Promise<{ readonly at: Instant; readonly bootId: string } | null> => {
  const bytes = await files.read(path, RECORD_BYTES_MAX);
  if (bytes === null) return null;
  const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as { readonly at?: unknown; readonly bootId?: unknown };
  if (typeof value.at !== 'string' || !isInstant(value.at) || typeof value.bootId !== 'string') {
    throw new Error(`${path} is not what was written there`);
  }
  return { at: value.at, bootId: value.bootId };
};

/** The end of a file that may be long: apt prints a line per package, a broken maintainer script anything. */
const lastOf = async (path: string): Promise<string> => {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const length = Math.min(size, OUTPUT_BYTES_MAX);
      const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
      return buffer.toString('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
};

const forgetOld = async (directory: string): Promise<void> => {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.started'));
  const aged = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(directory, name))).mtimeMs })),
  );
  const old = aged.toSorted((a, b) => b.at - a.at).slice(KEPT_TRANSACTIONS_MAX);
  for (const { name } of old) {
    const paths = pathsOf(directory, name.slice(0, -'.started'.length));
    // The end first: without it what is left reads as "unknown", without the start as "never begun".
    for (const path of [paths.output, paths.end, paths.started]) await rm(path, { force: true });
  }
};
