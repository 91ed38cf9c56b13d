import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { textOrNull } from '../files.ts';
import { LabError } from '../lab-error.ts';
import { endProcess, isAlive, isProcessRecord, type ProcessRecord, startDetached } from '../process/index.ts';
import type { LabSettings } from '../settings.ts';
import { readDocument, writeDocument } from '../state/index.ts';
import { PROGRAMS } from './checkout.ts';

/** A controller of the lab: a process of its own over a data directory in the lab's state. */
export interface Controller {
  /** The lab's directory for it; the data directory lies inside. */
  readonly directory: string;
  readonly url: string;
  /** Of the first administrator. */
  readonly token: string;
  readonly trustDigest: string;
  /** As the program was started, so that it can be started again. */
  readonly args: readonly string[];
}

export interface ControllerWish {
  readonly directory: string;
  readonly address: string;
  /** OpenPGP keyrings besides Debian's. */
  readonly keyrings: readonly string[];
  readonly checkIn: CheckInPace;
}

/** How often idle hosts report: `quick` for a lab that wants to see an order obeyed at once. */
export type CheckInPace = 'quick' | 'as shipped';

const PORT = 8443;
/** Keys and certificates are made at the first start: under a second alone, beside booting hosts some. */
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 50;
const LAST_WORDS_CHARACTERS = 2000;
const QUICK_SECONDS = '1';

/** Starts it as `slipway serve` does, and answers when it has said that it listens. */
export async function startController(wish: ControllerWish): Promise<Controller> {
  const { directory, address, keyrings, checkIn } = wish;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const args = [
    'serve',
    ...['--data', dataDirectory({ directory }), '--listen', `${address}:${PORT}`],
    ...(checkIn === 'quick' ? ['--check-in', QUICK_SECONDS] : []),
    ...keyrings.flatMap((path) => ['--keyring', path]),
  ];
  await startProcess(directory, args);
  const text = await untilSaid(directory, /^ {2}slipway-agent enrol .*--trust \S+$/m);
  const found = (pattern: RegExp): string => {
    const value = pattern.exec(text)?.[1];
    if (value === undefined) throw new LabError('command-failed', `the controller did not say ${String(pattern)}`);
    return value;
  };
  return {
    directory,
    args,
    url: found(/^Slipway controller at (\S+)$/m),
    trustDigest: found(/^Trust (\S+)$/m),
    token: found(/^The first administrator's token[^\n]*\n {2}(\S+)$/m),
  };
}

/** As a power cut would: no signal handler runs, nothing is closed. */
export async function killController({ directory }: Pick<Controller, 'directory'>): Promise<void> {
  const record = await recordOfController(directory);
  if (record === null || !isAlive(record)) throw new LabError('not-running', 'the controller is not running');
  if (!(await endProcess(record, 'SIGKILL'))) throw new LabError('not-settled', 'the controller does not end');
}

/** As its operator does. */
export async function endController({ directory }: Pick<Controller, 'directory'>): Promise<void> {
  if (!(await endProcess(await recordOfController(directory), 'SIGTERM')))
    throw new LabError('not-settled', 'the controller does not end');
}

/** On the same data directory; its keys, tokens and hosts are those of before. */
export async function restartController(controller: Controller, program: string = PROGRAMS.controller): Promise<void> {
  const before = ((await textOrNull(logPath(controller.directory))) ?? '').length;
  await startProcess(controller.directory, controller.args, program);
  await untilSaid(controller.directory, /^Trust \S+$/m, before);
}

/** Where a lab has its controller. */
export function controllerDirectory(settings: LabSettings): string {
  return join(settings.directory, 'controller');
}

/** Whatever run of the lab left it. Its directory goes with the lab's. */
export async function endLeftController(directory: string): Promise<void> {
  await endProcess(await recordOfController(directory), 'SIGKILL');
}

/** PEM of the one authority that may vouch for the controller: what SLIPWAY_CA names. */
export function authorityPath({ directory }: Pick<Controller, 'directory'>): string {
  return join(dataDirectory({ directory }), 'keys/authority-certificate.pem');
}

/** The end of its log, for whoever wonders why it is silent. */
export async function lastWords({ directory }: Pick<Controller, 'directory'>): Promise<string> {
  return ((await textOrNull(logPath(directory))) ?? '').slice(-LAST_WORDS_CHARACTERS);
}

function dataDirectory({ directory }: Pick<Controller, 'directory'>): string {
  return join(directory, 'data');
}

function logPath(directory: string): string {
  return join(directory, 'controller.log');
}

function processDocument(directory: string): string {
  return join(directory, 'process.json');
}

async function recordOfController(directory: string): Promise<ProcessRecord | null> {
  return readDocument(processDocument(directory), isProcessRecord);
}

/** Its process id, while it runs. */
export async function controllerProcess({ directory }: Pick<Controller, 'directory'>): Promise<number> {
  const record = await recordOfController(directory);
  if (record === null || !isAlive(record)) throw new LabError('not-running', 'the controller is not running');
  return record.pid;
}

async function startProcess(
  directory: string,
  args: readonly string[],
  program: string = PROGRAMS.controller,
): Promise<void> {
  const started = await startDetached({ program, args, logFile: logPath(directory) });
  await writeDocument(processDocument(directory), started);
}

async function untilSaid(directory: string, pattern: RegExp, from = 0): Promise<string> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const text = (await readFile(logPath(directory), 'utf8')).slice(from);
    if (pattern.test(text)) return text;
    if (!isAlive(await recordOfController(directory)) || performance.now() > deadline) {
      throw new LabError('not-running', `the controller did not start:\n${text.slice(-LAST_WORDS_CHARACTERS)}`);
    }
    await pause(POLL_MS);
  }
}
