import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Api, connect } from '../../src/connection/index.ts';
import { memoryTerminal } from '../../src/in-process/index.ts';
import { run } from '../../src/run.ts';
import { zonesOfRuntime } from '../../src/zones.ts';

const ENTRY = fileURLToPath(new URL('../../bin/slipway.mjs', import.meta.url));

export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

interface Running {
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string | Buffer;
  /** The Node that starts it; else the one of this test. */
  readonly node?: string;
}

/** The program as a shell would start it, with nothing of this test's own surroundings. */
export const startSlipway = (words: readonly string[], running: Running = {}): ChildProcess =>
  spawn(running.node ?? process.execPath, [ENTRY, ...words], {
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', TZ: 'UTC', ...running.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });

export const runSlipway = async (words: readonly string[], running: Running = {}): Promise<Ran> => {
  const child = startSlipway(words, running);
  // Who ends before reading all of its input closes the pipe; that is no failure of the test.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(running.input ?? '');
  return await slipwayProcess(child);
};

export const slipwayProcess = async (child: ChildProcess): Promise<Ran> => {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) =>
      resolve({ status, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    );
  });
};

/** The same in this process, which starts nothing and so is fast; what it reads of its surroundings is `environment`. */
export const runSlipwayHere = async (
  words: readonly string[],
  { environment = {}, input = '' }: Omit<Running, 'node'> = {},
): Promise<Ran> => {
  const terminal = memoryTerminal({ input: String(input) });
  const opened: Promise<Api>[] = [];
  const api = (): Promise<Api> => {
    const opening = connect(environment);
    opened.push(opening);
    return opening;
  };
  const status = await run(words, {
    terminal,
    environment,
    now: () => new Date(),
    sleep: async (ms) => await sleep(ms),
    zones: zonesOfRuntime,
    api,
  });
  for (const settled of await Promise.allSettled(opened)) if (settled.status === 'fulfilled') settled.value.close();
  return { status, out: terminal.written.out, err: terminal.written.err };
};
