// Its processor time is read from the kernel.

import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ControllerProcess {
  readonly port: number;
  /** PEM. */
  readonly authority: string;
  /** The first administrator's. */
  readonly token: string;
  readonly enrolmentToken: string;
  /** Of all its threads since it began. */
  readonly processorMs: () => number;
  /** Resolves when it has ended in order. */
  readonly stop: () => Promise<void>;
}

/** Many times what it takes: the database is large, and its schema may have to be brought to this version first. */
const START_MS_MAX = 120_000;

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** `options` of the program, beside where its data lies and it listens. */
export async function startController(
  dataDirectory: string,
  options: readonly string[] = [],
): Promise<ControllerProcess> {
  const program = fileURLToPath(import.meta.resolve('@slipway/controller/main'));
  const args = [program, 'serve', '--data', dataDirectory, '--listen', '127.0.0.1:0', ...options];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'], env: { LC_ALL: 'C.UTF-8' } });
  const letGo = endsWithUs(child);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      letGo();
      resolve();
    });
  });
  const text = await greetingOf(child);
  const { pid } = child;
  if (pid === undefined) throw new Error('the controller has no process');
  return {
    port: Number(found(text, /https:\/\/[^\s:]+:(\d+)/)),
    authority: readFileSync(join(dataDirectory, 'authority.pem'), 'utf8'),
    token: found(text, /^ {2}(slipway_\S+)$/m),
    enrolmentToken: found(text, /--token (\S+)/),
    processorMs: () => processorMsOf(pid),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** A step that is ended, by its time limit too, must not leave its controller behind. Answers with how to undo it. */
const endsWithUs = (child: ChildProcess): (() => void) => {
  const end = (): void => {
    child.kill('SIGTERM');
  };
  const leave = (): void => process.exit(1);
  process.once('exit', end);
  for (const signal of SIGNALS) process.once(signal, leave);
  return () => {
    process.off('exit', end);
    for (const signal of SIGNALS) process.off(signal, leave);
  };
};

const greetingOf = async (child: ChildProcess): Promise<string> =>
  await new Promise((resolve, reject) => {
    let printed = '';
    const timer = setTimeout(() => {
      child.kill('SIGTERM');
      reject(new Error(`the controller did not greet: ${printed}`));
    }, START_MS_MAX);
    child.once('exit', (status) => {
      clearTimeout(timer);
      reject(new Error(`the controller ended with status ${status}: ${printed}`));
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (!printed.includes('slipway-agent enrol')) return;
      clearTimeout(timer);
      resolve(printed);
    });
  });

/** proc(5): nanoseconds on a processor stand first, and not in hundredths of a second as elsewhere. */
const processorMsOf = (pid: number): number => {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.reduce((sum, thread) => sum + nanoseconds(`/proc/${pid}/task/${thread}/schedstat`) / 1e6, 0);
};

const nanoseconds = (path: string): number => Number(readFileSync(path, 'utf8').split(' ')[0]);

const found = (text: string, pattern: RegExp): string => {
  const match = pattern.exec(text)?.[1];
  if (match === undefined) throw new Error(`the greeting has no ${pattern}: ${text}`);
  return match;
};
