import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { textOrNull } from '../files.ts';
import { LabError } from '../lab-error.ts';
import { endProcess, isAlive, isProcessRecord, type ProcessRecord, startDetached } from '../process/index.ts';
import { readDocument, writeDocument } from '../state/index.ts';
import { type ProbeSummary, parseAsked, summarize } from './asked.ts';

/** A process of its own that writes a line for whatever it did, until it is told to end. */
export interface Probe {
  /** The lab's directory for probes. */
  readonly directory: string;
  readonly process: ProcessRecord;
}

const START_TIMEOUT_MS = 10_000;
const START_POLL_MS = 20;

export function probeFile(directory: string): string {
  return join(directory, 'asked.jsonl');
}

/** Starts asking, and returns once the first answer is written: from then on nothing goes unseen. */
export async function startProbe(target: {
  readonly directory: string;
  readonly address: string;
  readonly port: number;
}): Promise<Probe> {
  const { directory, address, port } = target;
  const program = join(import.meta.dirname, 'probe-main.ts');
  return startRecorder({ directory, program, args: [address, String(port)] });
}

/** Starts a program whose last argument is the file for its lines, and returns once the first one is written. */
export async function startRecorder(wish: {
  readonly directory: string;
  readonly program: string;
  readonly args: readonly string[];
}): Promise<Probe> {
  const { directory, program, args } = wish;
  await mkdir(directory, { recursive: true });
  await endLeftProbe(directory);
  await rm(probeFile(directory), { force: true });
  const started = await startDetached({
    program,
    args: [...args, probeFile(directory)],
    logFile: join(directory, 'probe.log'),
  });
  await writeDocument(processDocument(directory), started);
  const probe: Probe = { directory, process: started };
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!(await recorded(probe)).includes('\n')) {
    if (!isAlive(started) || performance.now() > deadline) {
      throw new LabError('not-running', `the probe did not start; see ${join(directory, 'probe.log')}`);
    }
    await pause(START_POLL_MS);
  }
  return probe;
}

/** So far; the probe goes on. */
export async function summaryOf(probe: Probe): Promise<ProbeSummary> {
  return summarize(
    (await recorded(probe))
      .split('\n')
      .map(parseAsked)
      .filter((asked) => asked !== null)
      .sort((one, other) => one.at - other.at),
  );
}

/** Ends the probe after its open questions. A probe that had died on its way is an error: its silence proves nothing. */
export async function endProbe(probe: Probe): Promise<ProbeSummary> {
  await endRecorder(probe);
  return summaryOf(probe);
}

/** As {@link endProbe}, for any recorder: answers all its lines. It may take its time to finish what it began. */
export async function endRecorder(probe: Probe, { timeoutMs }: { readonly timeoutMs?: number } = {}): Promise<string> {
  if (!isAlive(probe.process)) throw new LabError('not-running', `the probe ended by itself: ${probe.directory}`);
  if (!(await endProcess(probe.process, 'SIGTERM', timeoutMs))) {
    throw new LabError('not-settled', `the probe does not end: ${probe.directory}`);
  }
  return recorded(probe);
}

async function recorded({ directory }: Probe): Promise<string> {
  return (await textOrNull(probeFile(directory))) ?? '';
}

/** What a killed run left asking. */
export async function endLeftProbe(directory: string): Promise<void> {
  await endProcess(await readDocument(processDocument(directory), isProcessRecord), 'SIGKILL');
}

function processDocument(directory: string): string {
  return join(directory, 'process.json');
}
