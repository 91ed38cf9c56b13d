import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { textOrNull } from '../files.ts';
import { LabError } from '../lab-error.ts';
import { endProcess, isAlive, isProcessRecord, type ProcessRecord, startDetached } from '../process/index.ts';
import { readDocument, writeDocument } from '../state/index.ts';
import { type ProbeSummary, parseAsked, summarize } from './asked.ts';

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
  await mkdir(directory, { recursive: true });
  await endLeftProbe(directory);
  await rm(probeFile(directory), { force: true });
  const started = await startDetached({
    program: join(import.meta.dirname, 'probe-main.ts'),
    args: [address, String(port), probeFile(directory)],
    logFile: join(directory, 'probe.log'),
  });
  await writeDocument(processDocument(directory), started);
  const probe: Probe = { directory, process: started };
  const deadline = performance.now() + START_TIMEOUT_MS;
  while ((await summaryOf(probe)).asked === 0) {
    if (!isAlive(started) || performance.now() > deadline) {
      throw new LabError('not-running', `the probe did not start; see ${join(directory, 'probe.log')}`);
    }
    await pause(START_POLL_MS);
  }
  return probe;
}

/** So far; the probe goes on. */
export async function summaryOf(probe: Probe): Promise<ProbeSummary> {
  const text = (await textOrNull(probeFile(probe.directory))) ?? '';
  return summarize(
    text
      .split('\n')
      .map(parseAsked)
      .filter((asked) => asked !== null)
      .sort((one, other) => one.at - other.at),
  );
}

/** Ends the probe after its open questions. A probe that had died on its way is an error: its silence proves nothing. */
export async function endProbe(probe: Probe): Promise<ProbeSummary> {
  if (!isAlive(probe.process)) throw new LabError('not-running', `the probe ended by itself: ${probe.directory}`);
  if (!(await endProcess(probe.process, 'SIGTERM'))) throw new LabError('not-settled', 'the probe does not end');
  return summaryOf(probe);
}

/** What a killed run left asking. */
export async function endLeftProbe(directory: string): Promise<void> {
  await endProcess(await readDocument(processDocument(directory), isProcessRecord), 'SIGKILL');
}

function processDocument(directory: string): string {
  return join(directory, 'process.json');
}
