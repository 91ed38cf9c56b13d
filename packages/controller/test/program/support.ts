// The program itself, as a process.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
/** A first start takes half a second; the machine may be busy with other tests. */
const START_MS_MAX = 60_000;

/** Until the end of the running test. */
export const aFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'program-'));
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }));
  return folder;
};

export interface Program {
  readonly child: ChildProcess;
  output(): string;
  errors(): string;
  /** With its status, `null` when a signal ended it. */
  ended(): Promise<number | null>;
}

/** Killed at the end of the running test at the latest. */
export const start = (...args: readonly string[]): Program => startIn({}, ...args);

type Environment = Readonly<Record<string, string>>;

const startIn = (environment: Environment, ...args: readonly string[]): Program => {
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  const exit = once(child, 'close');
  onTestFinished(async () => {
    if (child.exitCode === null) child.kill('SIGKILL');
    await exit;
  });
  return {
    child,
    output: () => output,
    errors: () => errors,
    ended: async () => (await exit)[0] as number | null,
  };
};

export interface Served extends Program {
  readonly port: number;
  readonly trust: string;
  /** Of the first start; `null` later. */
  readonly token: string | null;
  readonly enrolmentToken: string | null;
}

export const serve = async (dataDirectory: string, port: number, ...options: readonly string[]): Promise<Served> =>
  await serveIn({}, dataDirectory, port, ...options);

export const serveIn = async (
  environment: Environment,
  dataDirectory: string,
  port: number,
  ...options: readonly string[]
): Promise<Served> => {
  const program = startIn(environment, 'serve', '--data', dataDirectory, '--listen', `127.0.0.1:${port}`, ...options);
  const begun = performance.now();
  // Both lines: the greeting is written whole, but may come in parts.
  while (!program.errors().includes('controller listens')) {
    if (program.child.exitCode !== null || performance.now() - begun > START_MS_MAX) {
      throw new Error(`it did not start: ${program.errors()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const find = (pattern: RegExp): string | null => pattern.exec(program.output())?.[1] ?? null;
  return {
    ...program,
    port,
    trust: find(/^Trust (sha256:[0-9a-f]{64})$/m) ?? '',
    token: find(/shown this once:\n {2}(\S+)$/m),
    enrolmentToken: find(/enrol --controller \S+ --token (\S+) --trust/),
  };
};

export const freePort = async (): Promise<number> => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
};
